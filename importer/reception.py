"""Taking an upload in: stored in one transaction, read later by a worker; the web process never opens it."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import PurePosixPath

from django.db import transaction

from common.decisions import Refusal, require
from importer.models import ImportBatch
from tasks.permissions import may_run_plans_of
from units.audit import IMPORT_DISCARDED, UPLOADED, By, note
from units.models import Unit

# Control signs and marks that turn the direction of writing: such a name does not say what it seems to.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_NAME = 200


@transaction.atomic
def receive(
    *,
    organisation: Unit,
    by: By,
    now: dt.datetime,
    data: bytes,
    filename: str = "",
    pasted: bool = False,
    reference: bool = False,
) -> tuple[ImportBatch, bool]:
    """Store an upload; answers the batch and whether it is new.

    The same bytes that still wait or stand as a draft in this organisation are that batch.  ``reference``:
    an upstream document that is only to be compared with.
    """
    if by.user is not None:
        require(may_run_plans_of(by.user, organisation))
    batch = ImportBatch(
        organisation=organisation,
        uploaded_by=by.user,
        uploaded_at=now,
        received_at=now,
        filename=safe_name(filename),
        pasted=pasted,
        reference=reference,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        content=data,
    )
    twin = batch.same_content().exclude(state=ImportBatch.State.COMMITTED).light().first()
    if twin:
        return twin, False
    batch.save()
    note(UPLOADED, by, batch, batch=batch.pk, sha256=batch.sha256, size=batch.size)
    return batch, True


def safe_name(filename: str) -> str:
    """The last part of an uploaded file's name, on one line, clipped before its extension."""
    name = PurePosixPath(_UNSAFE.sub("", filename).replace("\\", "/")).name.strip()
    suffix = PurePosixPath(name).suffix[:20]
    return name if len(name) <= _NAME else name[: _NAME - len(suffix)] + suffix


@transaction.atomic
def discard(*, batch: ImportBatch, by: By) -> None:
    """Give the import up; nothing of the document stays here."""
    batch = ImportBatch.objects.select_for_update().light().get(pk=batch.pk)
    if by.user is not None:
        require(may_run_plans_of(by.user, batch.organisation))
    if batch.state == ImportBatch.State.COMMITTED:
        raise Refusal("这次导入已经入库，不能放弃。")
    if batch.state == ImportBatch.State.DISCARDED:
        return
    batch.state = ImportBatch.State.DISCARDED
    batch.content = batch.recognised = batch.source = None
    batch.corrections, batch.answers = {}, {}
    batch.save(update_fields=["state", "content", "recognised", "source", "corrections", "answers"])
    note(IMPORT_DISCARDED, by, batch, batch=batch.pk)


@transaction.atomic
def try_again(*, batch: ImportBatch, by: By, now: dt.datetime) -> None:
    """Let a refused upload be read once more: a busy machine may have been the reason."""
    if by.user is not None:
        require(may_run_plans_of(by.user, batch.organisation))
    refused = ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.REFUSED)
    if refused.filter(content__isnull=True).exists():
        raise Refusal("文件已过保存期限，内容已经清除，请重新上传。")
    renewed = refused.update(
        state=ImportBatch.State.RECEIVED, refusal="", attempts=0, received_at=now, claimed_at=None
    )
    if not renewed:
        raise Refusal("只有未能读取的文件可以重新读取。")
