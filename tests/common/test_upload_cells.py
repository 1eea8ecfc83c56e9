"""Cells of an uploaded spreadsheet: text as people read it, hidden sheets too; other files get a sentence."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter

from common.decisions import Refusal
from common.uploads import cells
from common.uploads.limits import Limits


def book() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        sheet = made.add_worksheet("表")
        sheet.write_row(1, 0, ["甲\n乙", 3, 2.5])
        sheet.write_datetime(1, 3, dt.date(2026, 12, 30), day)
        hidden = made.add_worksheet("藏")
        hidden.very_hidden()
        hidden.write_string(0, 0, "密")
    return out.getvalue()


def test_text_numbers_days_and_hidden_sheets() -> None:
    assert cells.read(book()) == {
        "表": [["", "", "", ""], ["甲\n乙", "3", "2.5", "2026-12-30"]],
        "藏": [["密"]],
    }


@pytest.mark.parametrize(
    ("data", "limits", "words"),
    [
        (b"", Limits(), "空的"),
        (b"%PDF-1.7\n", Limits(), "不是 .xlsx"),
        (book(), Limits(rows=1), "超过 1 行"),
        (book(), Limits(columns=3), "超过 3 列"),
    ],
    ids=["empty", "pdf", "rows", "columns"],
)
def test_what_is_not_read(data: bytes, limits: Limits, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        cells.read(data, limits)
