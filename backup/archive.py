"""The archive: one zip file of tables, uploaded files and a manifest, closed by a seal.

The seal is the zip's comment and holds the SHA-256 of every byte before itself, so that no changed byte goes
unnoticed, whether it lies in a row, in a file or in the zip's own directory.  The manifest, the last member,
says what must be there: rows and SHA-256 of each table, SHA-256 of each file.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
SEAL = b"gongkai-backup sha256="
SEAL_LENGTH = len(SEAL) + 64
CHUNK = 1 << 20


class Damaged(Exception):
    """The file is no archive of ours or not the bytes that were written; the sentence is for people."""


@dataclass(slots=True)
class Member:
    """What was written of one table or file: its rows (tables only), bytes and SHA-256."""

    name: str
    rows: int = 0
    size: int = 0
    sha256: str = ""


class Measured:
    """A stream that counts and hashes what passes through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.rows = self.size = 0

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self.rows += data.count(b"\n")
        self.size += len(data)
        return self._stream.write(data)

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._hash.update(data)
        self.rows += data.count(b"\n")
        self.size += len(data)
        return data

    def member(self, name: str) -> Member:
        return Member(name, self.rows, self.size, self._hash.hexdigest())


@dataclass(slots=True)
class Writer:
    """Fills an archive member by member."""

    zip: zipfile.ZipFile
    members: list[Member] = field(default_factory=list)

    @contextmanager
    def member(self, name: str, *, packed: bool) -> Iterator[Measured]:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self.zip.open(info, "w", force_zip64=True) as stream:
            measured = Measured(stream)
            yield measured
        self.members.append(measured.member(name))


@contextmanager
def written(path: Path, manifest: dict[str, Any]) -> Iterator[Writer]:
    """Write an archive to ``path``: under another name first, synced, sealed, then renamed.

    ``manifest`` is taken as it stands when the block ends.  After an error nothing is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        # Passwords (hashed) and all reports are in it: for its owner only.
        with open(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", compresslevel=1) as zip_file:
                zip_file.comment = SEAL + b"0" * 64
                yield (writer := Writer(zip_file))
                manifest["format"] = FORMAT
                manifest["members"] = [
                    {"name": m.name, "rows": m.rows, "size": m.size, "sha256": m.sha256}
                    for m in writer.members
                ]
                zip_file.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
            size = file.tell()
            digest = _digest(file, size - SEAL_LENGTH)
            file.seek(size - 64)
            file.write(digest.encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _digest(file: IO[bytes], length: int) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while length > 0 and (chunk := file.read(min(CHUNK, length))):
        digest.update(chunk)
        length -= len(chunk)
    return digest.hexdigest()


def verified(path: Path) -> dict[str, Any]:
    """The manifest of an archive whose every byte and member is as written; raises :class:`Damaged`."""
    try:
        with path.open("rb") as file:
            _check_seal(file, path.stat().st_size)
            with zipfile.ZipFile(file) as zip_file:
                manifest: dict[str, Any] = json.loads(zip_file.read(MANIFEST))
                _check_members(zip_file, manifest)
    except FileNotFoundError as error:
        raise Damaged(f"没有找到备份文件：{path}") from error
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Damaged(f"备份文件无法读取：{path}（{error}）") from error
    return manifest


def _check_seal(file: IO[bytes], size: int) -> None:
    if size < SEAL_LENGTH:
        raise Damaged("这不是公开台账的备份文件，或文件不完整。")
    file.seek(size - SEAL_LENGTH)
    seal = file.read()
    if not seal.startswith(SEAL):
        raise Damaged("这不是公开台账的备份文件，或文件不完整。")
    if _digest(file, size - SEAL_LENGTH) != seal[len(SEAL) :].decode("ascii", "replace"):
        raise Damaged("备份文件的内容与备份时不一致，已损坏，请换一份备份。")


def _check_members(zip_file: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    if manifest["format"] != FORMAT:
        raise Damaged(
            f"备份文件的格式版本是 {manifest['format']}，本软件只认识 {FORMAT}，请用更新的版本恢复。"
        )
    for told in manifest["members"]:
        with zip_file.open(told["name"]) as stream:
            measured = Measured(stream)
            while measured.read(CHUNK):
                pass
        if measured.member(told["name"]).sha256 != told["sha256"]:
            raise Damaged(f"备份文件中的“{told['name']}”与备份时不一致，已损坏，请换一份备份。")
