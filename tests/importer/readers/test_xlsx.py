"""Workbooks: values as a person sees them, merges, hidden rows, several sheets."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
import xlsxwriter

from importer.grid import Document
from importer.readers.registry import read
from importer.readers.xlsx_formats import plain, shown
from tests.importer.readers.building import inline, only_table, printed, workbook


def sheet(*rows: str, merges: tuple[str, ...] = ()) -> str:
    merged = "".join(f'<mergeCell ref="{merge}"/>' for merge in merges)
    return f"<sheetData>{''.join(rows)}</sheetData><mergeCells>{merged}</mergeCells>"


def line(number: int, *cells: str, more: str = "") -> str:
    return f'<row r="{number}" {more}>{"".join(cells)}</row>'


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("1", "", "1"),
        ("1.0", "General", "1"),
        ("0.30000000000000004", "", "0.3"),
        ("0.98", "0%", "98%"),
        ("44925", "yyyy-mm-dd", "2022年12月30日"),
        ("44925", 'm"月"d"日"', "12月30日"),
        ("44925", 'yyyy"年"m"月"', "2022年12月"),
        ("44925", "[$-804]yyyy/m/d;@", "2022年12月30日"),
        ("44925.375", "yyyy-m-d h:mm", "2022年12月30日 09:00"),
        ("0.375", "h:mm", "09:00"),
        ("3", '"第"0"号"', "3"),
        ("1E+300", "yyyy-m-d", "1e+300"),
        ("-700000", "yyyy-m-d", "-700000"),
        ("很多", "0", "很多"),
    ],
)
def test_numbers_as_shown(value: str, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_days_since_1904() -> None:
    assert shown("0", "yyyy-m-d", since_1904=True) == "1904年1月1日"


def test_long_numbers_keep_their_digits() -> None:
    assert plain(123456789012345.0) == "123456789012345"


def test_values_written_by_another_program() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("分工")
        page.merge_range("A1:C1", "年度分工表")
        page.merge_range("A3:A4", "一、公开")
        page.write_row("A2", ["要求", "任务", "时限"])
        page.write_row("B3", ["更新目录"])
        page.write_datetime("C3", dt.date(2022, 12, 30), book.add_format({"num_format": 'm"月"d"日"'}))
        page.write_rich_string("B4", "发布", book.add_format({"bold": True}), "年报")
        page.write_number("C4", 5)
    table = only_table(read(buffer.getvalue()))
    assert printed(table) == [
        ["年度分工表", "<", "<"],
        ["要求", "任务", "时限"],
        ["一、公开", "更新目录", "12月30日"],
        ["^", "发布年报", "5"],
    ]
    assert table.places[2].as_json() == {"sheet": "分工", "row": 3}


def test_hidden_rows_count_and_are_told_of() -> None:
    rows = (
        line(1, inline("A1", "甲"), inline("B1", "乙")),
        line(2, inline("A2", "丙"), inline("B2", "丁"), more='hidden="1"'),
    )
    document = read(workbook(sheet(*rows)))
    assert printed(only_table(document)) == [["甲", "乙"], ["丙", "丁"]]
    assert [note.code for note in document.notes] == ["hidden_rows"]


def test_hidden_sheets_are_left_out_and_told_of() -> None:
    first, second = sheet(line(1, inline("A1", "新"))), sheet(line(1, inline("A1", "旧")))
    document = read(workbook(first, second, states=("visible", "hidden")))
    assert printed(only_table(document)) == [["新"]]
    assert [note.code for note in document.notes] == ["hidden_sheets"]


def test_hidden_sheet_is_read_where_there_is_no_other() -> None:
    assert printed(only_table(read(workbook(sheet(line(1, inline("A1", "旧"))), states=("hidden",))))) == [
        ["旧"]
    ]


def test_phonetic_guides_and_escapes() -> None:
    shared = "<si><t>经济</t><rPh><t>jing</t></rPh></si><si><r><t>上_x000D_\n</t></r><r><t>下</t></r></si>"
    body = sheet(
        line(
            1, '<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>', '<c r="C1" t="s"><v>9</v></c>'
        )
    )
    assert printed(only_table(read(workbook(body, shared=shared)))) == [["经济", "上\n下"]]


def test_formula_results_booleans_and_errors_stay_text() -> None:
    body = sheet(
        line(
            1,
            '<c r="A1" t="str"><f>A2</f><v>=1+1</v></c>',
            '<c r="B1" t="b"><v>1</v></c>',
            '<c r="C1" t="e"><v>#REF!</v></c>',
        )
    )
    assert printed(only_table(read(workbook(body)))) == [["=1+1", "是", "#REF!"]]


def test_cells_and_rows_without_references() -> None:
    plain_cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    body = sheet("<row>" + plain_cell.format("甲") + plain_cell.format("乙") + "</row>")
    assert printed(only_table(read(workbook(body)))) == [["甲", "乙"]]


def test_far_away_cell_and_blank_rows_cost_nothing() -> None:
    body = sheet(
        line(1, inline("A1", "甲"), inline("B1", "乙")),
        line(3, inline("A3", " ")),
        line(1_048_576, inline("A1048576", "丙"), inline("XFD1048576", "丁")),
        merges=("A1:A1048576", "C1:XFD1"),
    )
    table = only_table(read(workbook(body)))
    assert printed(table) == [["甲", "乙", None], ["^", None, "丁"]]
    assert [place.row for place in table.places] == [1, 1_048_576]


def test_each_sheet_is_a_table() -> None:
    first, second = sheet(line(2, inline("B2", "甲"))), sheet(line(1, inline("A1", "乙")))
    document: Document = read(workbook(first, second, sheet()))
    assert [printed(table) for table in document.tables] == [[["甲"]], [["乙"]]]
