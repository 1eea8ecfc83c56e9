"""Files that are no document, and zip containers that lie, burst or point elsewhere."""

from __future__ import annotations

import random
import struct
import zipfile
from io import BytesIO

from tests.importer.readers.building import paragraph, row, table, word, word_parts, workbook, zipped

GOOD = word(
    table(row("工作任务", "责任单位"), row("1.更新河道巡查表。", "水利科"), row("2.公布结果。", "办公室"))
)
PARTS = word_parts(paragraph("正文"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _packed(name: str, content: str | bytes) -> bytes:
    return zipped({**PARTS, name: content})


def _patched(local: tuple[int, str, int], central: tuple[int, str, int]) -> bytes:
    """Every local and every central header with one field changed: offset, struct format, value."""
    changed = bytearray(GOOD)
    for mark, (offset, form, value) in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        position = changed.find(mark)
        while position >= 0:
            struct.pack_into(form, changed, position + offset, value)
            position = changed.find(mark, position + 4)
    return bytes(changed)


def _end_patched(offset: int, form: str, value: int) -> bytes:
    changed = bytearray(GOOD)
    struct.pack_into(form, changed, changed.rfind(b"PK\x05\x06") + offset, value)
    return bytes(changed)


def _overlapping() -> bytes:
    """Fifty entries of the directory that name one local header."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in PARTS.items():
            package.writestr(name, content)
        package.writestr("word/1.xml", "<a/>" * 10_000)
        first = package.getinfo("word/1.xml")
        for number in range(2, 50):
            copy = zipfile.ZipInfo(f"word/{number}.xml")
            for field in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(copy, field, getattr(first, field))
            package.filelist.append(copy)
            package.NameToInfo[copy.filename] = copy
    return buffer.getvalue()


def _twice_named() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in PARTS.items():
            package.writestr(name, content)
        package.writestr("WORD/Document.xml", "<a/>")
    return buffer.getvalue()


# Name → (bytes, the code of the refusal).
KINDS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "one byte": (b"P", "no_plan"),
    "cut in the middle": (GOOD[: len(GOOD) // 2], "corrupt"),
    "cut by one byte": (GOOD[:-1], "corrupt"),
    "only the end": (GOOD[len(GOOD) // 2 :], "unknown_kind"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(100), "picture"),
    "gif": (b"GIF89a" + bytes(100), "picture"),
    "tiff": (b"II*\0" + bytes(100), "picture"),
    "rar": (b"Rar!\x1a\x07\x00" + bytes(100), "archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(100), "archive"),
    "gzip": (b"\x1f\x8b\x08" + bytes(100), "archive"),
    "windows program": (b"MZ\x90\0" + bytes(500), "unknown_kind"),
    "linux program": (b"\x7fELF" + bytes(500), "unknown_kind"),
    "noise": (random.Random(1).randbytes(5_000), "unknown_kind"),
    "zeros": (bytes(5_000), "unknown_kind"),
    "zip of a text": (zipped({"读我.txt": "正文"}), "archive"),
    "program package": (zipped({"META-INF/MANIFEST.MF": "x", "a/B.class": "x"}), "archive"),
    "slides": (zipped({**PARTS, "ppt/presentation.xml": "<p/>"}), "slides"),
    "encrypted members": (_patched((6, "<H", 1), (8, "<H", 1)), "encrypted"),
    "encrypted package": (_OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "old container of noise": (_OLE + random.Random(2).randbytes(4_000), "corrupt"),
    "old container of nothing": (_OLE + bytes(1_000), "corrupt"),
    "bzip2 members": (zipped(PARTS, zipfile.ZIP_BZIP2), "corrupt"),
    "lzma members": (zipped(PARTS, zipfile.ZIP_LZMA), "corrupt"),
    "wrong checksum": (_patched((14, "<L", 7), (16, "<L", 7)), "corrupt"),
    "size told too small": (_patched((22, "<L", 7), (24, "<L", 7)), "corrupt"),
    "size told too large": (_patched((22, "<L", 9_000), (24, "<L", 9_000)), "corrupt"),
    "two gigabytes told": (_patched((22, "<L", 2**31), (24, "<L", 2**31)), "too_complex"),
    "zip64 marks": (_end_patched(10, "<H", 0xFFFF), "corrupt"),
    "directory beyond the end": (_end_patched(16, "<L", 2**31), "corrupt"),
    "second disk": (_end_patched(4, "<H", 1), "corrupt"),
    "bomb beside the document": (_packed("word/bomb.xml", "甲" * 2_000_000), "too_complex"),
    "bomb as picture": (_packed("word/media/a.png", bytes(3_000_000)), "too_complex"),
    "thousands of members": (
        zipped({**PARTS, **{f"word/{number}.xml": "" for number in range(2_001)}}),
        "too_complex",
    ),
    "members on one another": (_overlapping(), "corrupt"),
    "one name twice": (_twice_named(), "corrupt"),
    "way out of the folder": (_packed("word/../../x.xml", "<p/>"), "corrupt"),
    "absolute name": (_packed("/etc/x.xml", "<p/>"), "corrupt"),
    "drive letter": (_packed("C:/x.xml", "<p/>"), "corrupt"),
    "no document inside": (
        zipped({name: text for name, text in PARTS.items() if "document.xml" not in name}),
        "corrupt",
    ),
    "empty workbook": (workbook("<sheetData/>"), "no_text"),
}
