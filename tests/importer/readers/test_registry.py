"""The content decides which reader reads; everything else is refused with a sentence."""

from __future__ import annotations

import contextlib
import random
import re
from pathlib import Path

import pytest

from common.uploads.errors import Refused
from common.uploads.limits import Limits
from importer.readers import decoding
from importer.readers.registry import read, read_text
from tests.importer.readers.building import inline, paragraph, row, table, word, word_parts, workbook, zipped

WORD = word(table(row("任务", "单位"), row("目录", "办公室")))
BOOK = workbook(f'<sheetData><row r="1">{inline("A1", "任务")}{inline("B1", "单位")}</row></sheetData>')
PAGE = "<html><table><tr><td>任务<td>单位</table>".encode("gb18030")
TEXT = "\t任务\n\t单位\n\n\t目录\n\t办公室".encode()


@pytest.mark.parametrize(
    ("data", "reader"),
    [(WORD, "docx"), (BOOK, "xlsx"), (PAGE, "html"), (TEXT, "text")],
    ids=lambda value: str(value)[:6],
)
@pytest.mark.parametrize("name", ["", "方案", "方案.docx", "方案.xlsx", "方案.xls", "方案.txt", "方案.html"])
def test_extension_is_only_a_hint(data: bytes, reader: str, name: str) -> None:
    assert read(data, name).reader == reader


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Refused) as caught:
        read(data, "方案.docx", limits)
    assert re.fullmatch(r"[^\n]*，[^\n]*。", caught.value.sentence)
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "no_text"),
        (WORD[:-40], "corrupt"),
        (WORD[:40] + b"\0" * 200 + WORD[240:], "corrupt"),
        (word(""), "no_text"),
        (bytes(range(256)) * 20, "unknown_kind"),
        (b"MZ" + bytes(1000), "unknown_kind"),
    ],
)
def test_refusals(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_too_many_rows_and_too_large() -> None:
    assert refusal(WORD, Limits(rows=1)) == "too_many_rows"
    assert refusal(WORD, Limits(file_size=10)) == "too_large"


def test_pasted_text_of_nothing() -> None:
    with pytest.raises(Refused):
        read_text("  \n")


def test_nul_between_characters() -> None:
    assert read("任务\0 | 单位\n目录 | 办公室\n经费 | 财务科\n".encode()).reader == "text"


def test_decoding_prefers_marks_then_utf8_then_gb18030() -> None:
    assert decoding.decode("年报".encode("gb18030")) == "年报"
    assert decoding.decode("年报".encode("utf-16")) == "年报"
    assert decoding.decode("年报\r\n目录".encode("utf-8-sig")) == "年报\n目录"


@pytest.mark.parametrize("good", [WORD, BOOK, PAGE, TEXT], ids=["docx", "xlsx", "html", "text"])
def test_damaged_files_are_refused_or_read_and_nothing_else(good: bytes) -> None:
    """Sixty mutations: bytes changed, cut out, doubled, put elsewhere."""
    chance = random.Random(7)
    for _ in range(60):
        data = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            start = chance.randrange(len(data))
            length = chance.randint(1, 40)
            change = chance.randrange(4)
            if change == 0:
                data[start] = chance.randrange(256)
            elif change == 1:
                del data[start : start + length]
            elif change == 2:
                data[start:start] = data[start : start + length]
            else:
                data[start : start + length] = chance.randbytes(length)
            data = data or bytearray(b"x")
        # Anything but a document or a refusal fails here.
        with contextlib.suppress(Refused):
            assert read(bytes(data), "方案").blocks


def test_external_entities_are_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    parts = word_parts(paragraph("正文&x;"))
    declared = f'?><!DOCTYPE w:document [<!ENTITY x SYSTEM "file://{secret}">]><w:document'
    parts["word/document.xml"] = str(parts["word/document.xml"]).replace("?><w:document", declared)
    assert "机密" not in repr(read(zipped(parts)))
