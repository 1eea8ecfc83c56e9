"""The container of Word and Excel before 2007, also written by WPS: what it holds, whether it is locked."""

from __future__ import annotations

from io import BytesIO

import olefile

from common.uploads import errors
from importer.readers.source import Source

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_ole(source: Source) -> bool:
    return source.head.startswith(_MAGIC)


class Container:
    """Streams by name; raises Refused for a document that was locked with a password."""

    def __init__(self, source: Source) -> None:
        self._file = olefile.OleFileIO(BytesIO(source.data))
        self._limit = source.limits.file_size
        if self.has("EncryptedPackage"):
            raise errors.encrypted()

    def has(self, name: str) -> bool:
        return bool(self._file.exists(name))

    def read(self, name: str) -> bytes:
        """A stream's bytes; empty where it is missing."""
        return bytes(self._file.openstream(name).read(self._limit)) if self.has(name) else b""
