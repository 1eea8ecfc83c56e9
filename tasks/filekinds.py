"""What a file of evidence is, by its content: PDF, office documents, pictures, plain text; nothing else.

The name decides nothing but must agree: a program called ``照片.jpg`` is refused, and so is a document with
macros.  Libraries that guess kinds know neither OFD nor the containers of WPS; these few signatures suffice.
"""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath
from typing import BinaryIO

import olefile

from common.text import squeeze


class FileKind(StrEnum):
    """Kinds that are taken."""

    PDF = "pdf"
    OFFICE = "office"
    PICTURE = "picture"
    TEXT = "text"


class Unfit(Exception):
    """Why a file is not taken, as a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


EXTENSIONS: dict[FileKind, tuple[str, ...]] = {
    FileKind.PDF: (".pdf",),
    FileKind.OFFICE: (".docx", ".xlsx", ".pptx", ".doc", ".xls", ".ppt", ".wps", ".et", ".dps", ".ofd"),
    FileKind.PICTURE: (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff"),
    FileKind.TEXT: (".txt", ".csv", ".md"),
}
ACCEPTED = tuple(extension for found in EXTENSIONS.values() for extension in found)
TAKEN = "PDF、Word、Excel、PowerPoint、WPS、OFD、图片或文本文件"

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")
# Parts by which a zip is a document, and streams by which an OLE container is one.
_ZIP_PARTS = ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "OFD.xml")
_OLE_STREAMS = ("WordDocument", "Workbook", "Book", "PowerPoint Document")
_HEAD = 4096
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]')


def kind_of(file: BinaryIO, name: str) -> FileKind:
    """The kind of a seekable file whose name agrees with it; the file is left at its start.

    Raises :class:`Unfit`.
    """
    try:
        kind = _by_content(file)
    finally:
        file.seek(0)
    extension = PurePosixPath(name.lower()).suffix
    if kind is None:
        raise Unfit(f"“{name}”的内容不是{TAKEN}，没有收下。")
    if extension not in EXTENSIONS[kind]:
        raise Unfit(f"“{name}”的扩展名与内容不符，请用原来的软件另存后再上传。")
    return kind


def safe_name(name: str) -> str:
    """A file name without folders and characters that systems refuse; at most 120 characters."""
    bare = squeeze(_FORBIDDEN.sub(" ", re.split(r"[/\\]", name)[-1])).strip(". ")
    stem, dot, extension = bare.rpartition(".")
    if not dot:
        stem, extension = bare, ""
    return f"{stem[:110] or '文件'}{dot}{extension[:9]}"


def _by_content(file: BinaryIO) -> FileKind | None:
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(b"%PDF-"):
        return FileKind.PDF
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return FileKind.PICTURE
    if head.startswith(b"PK"):
        return FileKind.OFFICE if _is_zipped_document(file) else None
    if head.startswith(olefile.MAGIC):
        return FileKind.OFFICE if _is_ole_document(file) else None
    return FileKind.TEXT if _is_text(head) else None


def _is_zipped_document(file: BinaryIO) -> bool:
    """By the names of its parts alone: nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return False
    macros = any(name.endswith("vbaProject.bin") for name in names)
    return not macros and any(part in names for part in _ZIP_PARTS)


def _is_ole_document(file: BinaryIO) -> bool:
    file.seek(0)
    try:
        with olefile.OleFileIO(file) as container:
            macros = container.exists("Macros") or container.exists("_VBA_PROJECT_CUR")
            return not macros and any(container.exists(stream) for stream in _OLE_STREAMS)
    except Exception:  # a broken container fails in any way; all of them mean that it is no document
        return False


def _is_text(head: bytes) -> bool:
    """UTF-8, UTF-16 with a mark, or GB 18030; no script, no page of the web."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"#!", b"<", b"@echo", b"mz")) or not head:
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decodes(head, "utf-16")
    return b"\0" not in head and (_decodes(head, "utf-8") or _decodes(head, "gb18030"))


def _decodes(head: bytes, encoding: str) -> bool:
    """The head may end in the middle of a character."""
    for cut in range(4):
        try:
            head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
