"""Files written whole or not at all: under a temporary name, synced, renamed."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage

# What a stopped process may leave behind; the sweep takes it away.
UNFINISHED = ".unfinished-"


class WholeFileStorage(FileSystemStorage):
    """Django's own storage leaves a truncated file under the final name where the disk runs full."""

    def _save(self, name: str, content: File[bytes]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, target)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(unfinished)
            raise
        _sync_folder(target.parent)
        return name

    def has_room_for(self, size: int) -> bool:
        """Whether ``size`` more bytes leave the reserve of the disk untouched."""
        folder = Path(self.location)
        folder.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(folder).free - size >= settings.MEDIA_RESERVE_MB * 2**20


def _sync_folder(folder: Path) -> None:
    """So that the name survives a power cut too; Windows has no such call."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
