"""What is typed and not sent: kept on the server for its author, with the files that came along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from common.decisions import Refusal, require
from tasks import permissions
from tasks.models import DraftFile, Obligation, ReportDraft
from tasks.models.period import COMPLETION_CHOICES
from tasks.services import filing
from tasks.workflow import Act
from units.models import User

TEXTS = ("progress", "completion", "evidence", "problems")
# Longer than any field of the form takes.
_LONGEST = 6000


@transaction.atomic
def keep(*, obligation: Obligation, actor: User, now: dt.datetime, values: Mapping[str, str]) -> None:
    """Keep the fields as typed, right or wrong; nothing typed and no file is no draft."""
    require(permissions.may_ever(actor, Act.REPORT, obligation))
    typed = {name: str(values.get(name, ""))[:_LONGEST] for name in TEXTS}
    if typed["completion"] not in {word for word, _ in COMPLETION_CHOICES}:
        typed["completion"] = ""
    draft = _draft(obligation, actor, now)
    if not any(text.strip() for text in typed.values()) and not draft.files.exists():
        draft.delete()
        return
    for name, text in typed.items():
        setattr(draft, name, text)
    draft.updated_at = now
    draft.save()


def attach(
    *, obligation: Obligation, actor: User, now: dt.datetime, uploads: Sequence[UploadedFile[Any]]
) -> tuple[list[DraftFile], list[str]]:
    """Put files to the draft, each by itself: those that were kept, and the sentences about the others."""
    require(permissions.may_ever(actor, Act.REPORT, obligation))
    kept, refused = [], []
    for upload in uploads:
        try:
            kept.append(_attach(obligation, actor, now, upload))
        except Refusal as refusal:
            refused.append(refusal.reason)
    return kept, refused


@transaction.atomic
def _attach(obligation: Obligation, actor: User, now: dt.datetime, upload: UploadedFile[Any]) -> DraftFile:
    draft = _draft(obligation, actor, now)
    if draft.files.count() >= settings.EVIDENCE_MAX_FILES:
        raise Refusal(f"一次填报最多附 {settings.EVIDENCE_MAX_FILES} 个文件，其余没有收下。")
    file, name = filing.keep(upload=upload, now=now)
    made, _ = DraftFile.objects.get_or_create(draft=draft, file=file, defaults={"name": name})
    return made


@transaction.atomic
def discard(*, obligation: Obligation, actor: User) -> None:
    """Forget what was typed; the last report stands."""
    ReportDraft.objects.filter(obligation=obligation, author=actor).delete()


def _draft(obligation: Obligation, actor: User, now: dt.datetime) -> ReportDraft:
    made, _ = ReportDraft.objects.get_or_create(
        obligation=obligation, author=actor, defaults={"updated_at": now}
    )
    return ReportDraft.objects.select_for_update().get(pk=made.pk)
