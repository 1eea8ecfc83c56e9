"""What a browser sends to the import's pages, and what it gets."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from importer.models import ImportBatch
from importer.review import review_of

HTMX = {"HX-Request": "true"}


def url(name: str, *arguments: object) -> str:
    return reverse(f"import-{name}", args=arguments)


def upload(client: Client, data: bytes, name: str = "方案.docx") -> HttpResponse:
    return client.post(url("list"), {"file": SimpleUploadedFile(name, data)})  # type: ignore[return-value]


def text(response: Any) -> str:
    return str(response.content.decode())


def fields(batch: ImportBatch, index: int, **changes: object) -> dict[str, object]:
    """What a browser sends for the task's form, with changes."""
    item = review_of(batch).draft.items[index]
    units = [(unit.role, unit.name) for unit in item.task.units]
    sent: dict[str, object] = {
        "seen": item.seen,
        "number": item.task.number or "",
        "text": item.task.text,
        "path": "\n".join(item.task.path),
        "kind": item.task.deadline.kind,
        "date": item.task.deadline.date or "",
        "recurrence": item.task.deadline.recurrence or "",
        "directive": "on",
        "units-TOTAL_FORMS": len(units),
        "units-INITIAL_FORMS": len(units),
    }
    for number, (role, name) in enumerate(units):
        sent |= {f"units-{number}-role": role, f"units-{number}-name": name}
    return {**sent, **changes}
