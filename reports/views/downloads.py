"""Files that leave the system: named for people, with a row in the audit log."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from units.audit import address_of, record
from units.models import User

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def note_export(request: HttpRequest, user: User, act: str, subject: str, detail: dict[str, Any]) -> None:
    """What leaves the system leaves a row in the audit log, or does not leave."""
    with transaction.atomic():
        record(act=act, actor=user, address=address_of(request), subject=subject, detail=detail)


def download(content: bytes, title: str, suffix: str, kind: str) -> HttpResponse:
    """The answer with the file, under its title and today's day."""
    disposition = content_disposition_header(True, file_name(title, suffix))
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


def file_name(title: str, suffix: str) -> str:
    return f"{title}_{timezone.localdate():%Y%m%d}.{suffix}".replace("/", "／")
