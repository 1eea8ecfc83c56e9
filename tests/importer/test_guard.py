"""The look before parsing: bombs, lies and broken files are refused quickly; honest files pass."""

from __future__ import annotations

import random
import struct
import time
import tracemalloc
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from common.uploads.errors import Refused
from common.uploads.guard import precheck
from common.uploads.limits import Limits
from tests.importer.readers.building import paragraph, row, table, word, word_parts, workbook, zipped

GOOD = word(table(row("任务", "单位"), row("目录", "办公室")))
PARTS = word_parts(paragraph("正文"))


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as caught:
        precheck(data, "方案.docx", limits)
    assert caught.value.sentence.endswith("。")
    return caught.value.code


def patched(data: bytes, *, local: tuple[int, str, int], central: tuple[int, str, int]) -> bytes:
    """Every local and every central header with one field changed: offset, struct format, value."""
    changed = bytearray(data)
    for mark, (offset, form, value) in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        position = changed.find(mark)
        while position >= 0:
            struct.pack_into(form, changed, position + offset, value)
            position = changed.find(mark, position + 4)
    return bytes(changed)


@pytest.mark.parametrize(
    "data",
    [
        GOOD,
        workbook("<sheetData/>"),
        zipped(PARTS, zipfile.ZIP_STORED),
        "正文".encode(),
        "正文".encode("utf-16"),
        b"%PDF-1.7\n",
    ],
    ids=["docx", "xlsx", "stored", "text", "utf-16", "pdf"],
)
def test_honest_files_pass(data: bytes) -> None:
    precheck(data, "")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        (b"Rar!\x1a\x07\x00" + bytes(100), "archive"),
        (b"MZ" + bytes(100), "unknown_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (GOOD[: len(GOOD) // 2], "corrupt"),
        (GOOD[len(GOOD) // 2 :], "unknown_kind"),
        (zipped({"读我.txt": "正文"}), "archive"),
        (zipped({**PARTS, "ppt/presentation.xml": "<p/>"}), "slides"),
        (zipped({**PARTS, "word/../../x.xml": "<p/>"}), "corrupt"),
        (zipped({**PARTS, "/etc/x.xml": "<p/>"}), "corrupt"),
        (zipped({**PARTS, "WORD/document.xml": "<p/>"}), "corrupt"),
        (zipped(PARTS, zipfile.ZIP_BZIP2), "corrupt"),
        (zipped(PARTS, zipfile.ZIP_LZMA), "corrupt"),
        (zipped({**PARTS, "word/bomb.xml": "甲" * 2_000_000}), "too_complex"),
        (zipped({**PARTS, **{f"word/{number}.xml": "" for number in range(2001)}}), "too_complex"),
        (zipped({**PARTS, "word/a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "declared_entities"),
        (zipped({**PARTS, "word/a.xml": "<a/>".encode("utf-16")}), "corrupt"),
        (zipped({**PARTS, "word/a.xml": '<?xml version="1.0" encoding="UTF-7"?><a/>'}), "corrupt"),
        (patched(GOOD, local=(6, "<H", 1), central=(8, "<H", 1)), "encrypted"),
        (patched(GOOD, local=(14, "<L", 7), central=(16, "<L", 7)), "corrupt"),
        (patched(GOOD, local=(22, "<L", 7), central=(24, "<L", 7)), "corrupt"),
        (patched(GOOD, local=(22, "<L", 9_000), central=(24, "<L", 9_000)), "corrupt"),
        (patched(GOOD, local=(22, "<L", 2**31), central=(24, "<L", 2**31)), "too_complex"),
    ],
)
def test_refusals(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_limits_are_parameters() -> None:
    assert refusal(GOOD, Limits(file_size=100)) == "too_large"
    assert refusal(GOOD, Limits(entries=2)) == "too_complex"
    assert refusal(GOOD, Limits(total_size=100)) == "too_complex"
    assert refusal("正文".encode() * 10, Limits(text_size=20)) == "too_large"


def deflated(content: bytes, dictionary: bytes = b"/Filter /FlateDecode") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<<" + dictionary + b">>\nstream\n" + content + b"\nendstream\nendobj\n"


def test_streams_of_a_printed_page() -> None:
    limits = Limits(stream_size=100_000, total_size=150_000)
    large, small = zlib.compress(bytes(200_000)), zlib.compress(bytes(90_000))
    assert refusal(deflated(large), limits) == "too_complex"
    assert refusal(deflated(zlib.compress(large)), limits) == "too_complex"
    assert refusal(deflated(small) * 2, limits) == "too_complex"
    for honest in (small, b"no deflated stream", large[:40], b""):
        precheck(deflated(honest), "", limits)
    precheck(deflated(large, b"/Subtype /Image /Filter /FlateDecode"), "", limits)


def test_members_that_lie_on_one_another() -> None:
    """Many entries of the directory that name one local header: a hundred gigabytes in a few bytes."""
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
    assert refusal(buffer.getvalue()) == "corrupt"


def test_declared_size_is_not_believed() -> None:
    """A member that declares 1 kB and unpacks to 60 MB is left as soon as it says too much."""
    packed = zlib.compress(bytes(60_000_000), 9)[2:-4]
    name = b"word/document.xml"
    sizes = struct.pack("<LLL", 0, len(packed), 1000)
    local = (
        b"PK\x03\x04" + struct.pack("<5H", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", len(name), 0) + name
    )
    central = b"PK\x01\x02" + struct.pack("<6H", 20, 20, 0, 8, 0, 0) + sizes
    central += struct.pack("<5H2L", len(name), 0, 0, 0, 0, 0, 0) + name
    types = zipped({"[Content_Types].xml": "<Types/>"})
    start = len(types) - types.index(b"PK\x01\x02")
    directory = types[-start:-22]
    shift = len(local) + len(packed)
    moved = bytearray(directory)
    struct.pack_into("<L", moved, 42, shift)
    body = local + packed + types[:-start]
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 2, 2, len(central) + len(moved), len(body), 0)
    tracemalloc.start()
    assert refusal(body + central + bytes(moved) + end) == "corrupt"
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_declaration_on_the_edge_of_two_chunks() -> None:
    filler = random.Random(1).randbytes(200_000).hex()
    for shift in range(8):
        content = "<a>" + filler[: (1 << 18) - 3 - shift] + "<!DOCTYPE b>" + filler[:50]
        assert refusal(zipped({**PARTS, "word/a.xml": content})) == "declared_entities"


def test_hundreds_of_mutations_end_in_a_verdict() -> None:
    chance = random.Random(3)
    for good in (GOOD, workbook("<sheetData/>")):
        for _ in range(150):
            data = bytearray(good)
            for _ in range(chance.randint(1, 6)):
                start = chance.randrange(len(data))
                data[start : start + chance.randint(0, 6)] = chance.randbytes(chance.randint(0, 6))
            try:
                precheck(bytes(data), "")
            except Refused:
                continue


def test_half_a_second_at_most(corpus: Path) -> None:
    files = [path for folder in ("bad", "docs") for path in sorted((corpus / folder).iterdir())]
    begun = time.process_time()
    for path in files:
        try:
            precheck(path.read_bytes(), path.name)
        except Refused:
            continue
    assert time.process_time() - begun < 0.5 * len(files)
