"""Reading an upload, in a worker: claimed once, recognised in a child process, kept as JSON on the batch."""

from __future__ import annotations

import datetime as dt
import logging

from django.db.models import F

from common.uploads.errors import Refused
from importer import source
from importer.draft import PlanDraft
from importer.grid import Document
from importer.models import ImportBatch
from importer.reading import recognise_in_child, recognise_text_in_child

logger = logging.getLogger(__name__)
State = ImportBatch.State

# A file that ended so many workers will end the next one too.
ATTEMPTS = 3
WORKER_ENDED = "文件读取了几次都中途停止，请用 Word 或 WPS 打开后另存一份再上传；仍不行请联系系统管理员。"
UNEXPECTED = "读取时出了意料之外的错误，已经记录下来，请点“重新读取”再试一次；仍不行请联系系统管理员。"


def read(*, batch_id: int, now: dt.datetime) -> bool:
    """Read a batch that waits or was left by a dead worker; False where somebody else has it.

    ``now`` is the mark of this claim: a reader that was given up for dead changes nothing any more.
    """
    claimed = (
        ImportBatch.objects.readable(now)
        .filter(pk=batch_id)
        .update(state=State.READING, claimed_at=now, attempts=F("attempts") + 1)
    )
    if not claimed:
        return False
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.attempts > ATTEMPTS:
        _refuse(batch, WORKER_ENDED)
        return True
    try:
        document, draft = _recognise(batch)
    except Refused as refused:
        _refuse(batch, refused.sentence)
    except Exception:  # whatever it is, the person who waits has to hear of it
        logger.exception("reading import batch %s failed", batch_id)
        _refuse(batch, UNEXPECTED)
    else:
        keep(batch, document, draft)
    return True


def _recognise(batch: ImportBatch) -> tuple[Document, PlanDraft]:
    content = bytes(batch.content or b"")
    if batch.pasted:
        return recognise_text_in_child(content.decode(), clauses=batch.reference)
    return recognise_in_child(content, batch.filename, clauses=batch.reference)


def _refuse(batch: ImportBatch, sentence: str) -> None:
    _finish(batch, state=State.REFUSED, refusal=sentence)


def keep(batch: ImportBatch, document: Document, draft: PlanDraft) -> ImportBatch:
    """Store what was recognised; the batch becomes a draft that people correct."""
    _finish(batch, state=State.DRAFT, recognised=draft.as_json(), source=source.as_json(document))
    return ImportBatch.objects.get(pk=batch.pk)


def _finish(batch: ImportBatch, **fields: object) -> None:
    """Only while this claim holds."""
    mine = ImportBatch.objects.filter(pk=batch.pk, state=batch.state, claimed_at=batch.claimed_at)
    mine.update(**fields)
