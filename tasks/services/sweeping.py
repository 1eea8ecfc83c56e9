"""Keeps rows and stored files in step: contents that nothing uses go, rows without content are named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tasks.models import DraftFile, Evidence, StoredFile

FOLDER = "evidence"
# Longer than any upload takes: what is younger may be on its way to its row.
GRACE = dt.timedelta(hours=24)


@dataclass
class Swept:
    """What a sweep took away, and the rows (SHA-256) whose content is missing."""

    rows: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)


def sweep(*, now: dt.datetime, dry_run: bool = False) -> Swept:
    """One round; with ``dry_run`` nothing is taken away, only counted."""
    done = Swept()
    for row in _unused(now):
        done.rows += 1
        if not dry_run:
            _take_away(row)
    known = dict(StoredFile.objects.values_list("sha256", "pk"))
    present = set()
    for name, path in _stored():
        if name in known:
            present.add(name)
        elif _is_old(path, now):
            done.files += 1
            if not dry_run:
                default_storage.delete(path)
    done.missing = sorted(set(known) - present)
    return done


def _unused(now: dt.datetime) -> QuerySet[StoredFile]:
    """Contents without evidence or draft, for longer than the grace."""
    proofs, drafts = (model.objects.filter(file=OuterRef("pk")) for model in (Evidence, DraftFile))
    return StoredFile.objects.filter(~Exists(proofs), ~Exists(drafts), stored_at__lt=now - GRACE)


@transaction.atomic
def _take_away(row: StoredFile) -> None:
    """Row and content while the row is held: who sends the same content meanwhile waits and writes anew."""
    held = StoredFile.objects.select_for_update().filter(pk=row.pk).first()
    uses = Evidence.objects.filter(file=row).exists() or DraftFile.objects.filter(file=row).exists()
    if held is None or uses:
        return
    held.delete()
    default_storage.delete(row.path)


def _stored() -> Iterator[tuple[str, str]]:
    """(name, path) of every stored content and of what stopped uploads left."""
    try:
        folders = default_storage.listdir(FOLDER)[0]
    except FileNotFoundError:  # nothing was ever stored
        return
    for folder in folders:
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            yield name, f"{FOLDER}/{folder}/{name}"


def _is_old(path: str, now: dt.datetime) -> bool:
    return default_storage.get_modified_time(path) < now - GRACE
