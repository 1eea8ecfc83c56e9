"""Kinds of file before and beside .docx and .xlsx: .doc by its parts and as a whole, .ods by calamine."""

from __future__ import annotations

import datetime as dt
import random
import struct
from pathlib import Path

import pytest

from common.uploads.errors import Refused
from importer.readers.doc_file import parse
from importer.readers.doc_numbering import _level
from importer.readers.numbered import Counters, NumberedList
from importer.readers.registry import read
from importer.readers.xls import shown
from tests.importer.readers.building import only_table, printed, zipped

OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"


def ods(rows: str) -> bytes:
    names = " ".join(f'xmlns:{name}="{OPEN_DOCUMENT}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="分工">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{OPEN_DOCUMENT}:manifest:1.0"/>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def test_open_document_spreadsheet() -> None:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in "甲乙"
    )
    table = only_table(read(ods(f"<table:table-row>{cells}</table:table-row>")))
    assert printed(table) == [["甲", "乙"]]
    assert table.places[0].as_json() == {"sheet": "分工", "row": 1}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("甲_x000D_\n乙", "甲\n乙"),
        (3.0, "3"),
        (0.5, "0.5"),
        (True, "是"),
        (dt.date(2022, 12, 30), "2022年12月30日"),
        (dt.datetime(2022, 12, 30, 9, 30, tzinfo=dt.UTC), "2022年12月30日 09:30"),
        (dt.time(9, 5), "09:05"),
        ("", ""),
    ],
)
def test_values_as_printed(value: object, text: str) -> None:
    assert shown(value) == text


def test_word_properties_of_every_size() -> None:
    """[MS-DOC] 2.6.1: the size of an operand is part of the code of its property."""
    sizes = {0x2416: 1, 0x460B: 2, 0x6649: 4, 0x9601: 2, 0xE000 | 0x15: 3}
    run = b"".join(struct.pack("<H", code) + b"\x07" * size for code, size in sizes.items())
    run += struct.pack("<HB", 0xC60D, 3) + b"abc"
    run += struct.pack("<HH", 0xD608, 6) + b"table"
    found = parse(run + struct.pack("<HB", 0x2417, 1))
    assert {code: len(operand) for code, operand in found.items()} == {
        **sizes,
        0xC60D: 4,
        0xD608: 7,
        0x2417: 1,
    }


def test_word_level_of_a_list() -> None:
    text = struct.pack("<4H", ord("（"), 0, ord("）"), 0)[:6]
    data = struct.pack("<lBB", 3, 37, 0) + bytes(18) + struct.pack("<4B", 2, 1, 0, 0) + b"xyz"
    data += struct.pack("<H", 3) + text
    level, end = _level(data, 0)
    assert end == len(data)
    assert Counters().label(NumberedList("1", {0: level}), 0) == "（三）"


def word_of_1997(corpus: Path) -> bytes:
    return next((corpus / "made" / "docs").glob("*.doc")).read_bytes()


def test_word_document_of_1997(corpus: Path) -> None:
    document = read(word_of_1997(corpus), "方案.docx")
    assert document.reader == "doc"
    (table,) = document.tables
    lines = printed(table)
    assert table.column_count == 5
    assert all(isinstance(text, str) for line in lines for text in line)
    assert not any(char < " " and char != "\n" for line in lines for text in line for char in str(text))


def test_damaged_word_documents_are_refused_or_read_and_nothing_else(corpus: Path) -> None:
    good = word_of_1997(corpus)
    chance = random.Random(5)
    for _ in range(40):
        data = bytearray(good)
        for _ in range(chance.randint(1, 10)):
            start = chance.randrange(len(data))
            data[start : start + 4] = chance.randbytes(4)
        try:
            document = read(bytes(data), "方案.doc")
        except Refused:
            continue
        assert document.blocks


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1 x}",
        b"MIME-Version: 1.0\r\n\r\nx",
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>',
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ],
)
def test_other_word_processors_get_advice(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        read(data, "方案.doc")
    assert caught.value.code == "other_format"
