"""The .xlsx writer of a table: A4 landscape, heads on every page, merged as printed, all cells text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from common.memory import without_cycle_search
from reports.exports.heights import head_height, row_heights
from reports.tables import Table, runs

# Excel's own limit for a cell.
_CELL_LIMIT = 32_767
_A4 = 9
TITLE_ROW, FACTS_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2, 3


@without_cycle_search()
def write_xlsx(table: Table) -> bytes:
    """The file's bytes.  Row 1 the title, row 2 document number and day, row 3 the heads, then the rows."""
    out = io.BytesIO()
    # Text stays text: “=1+1” typed by a person is no formula, an address no link, “1.10” no number.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": table.title})
        sheet = book.add_worksheet("台账")
        formats = _formats(book)
        _set_up(sheet, table)
        _write_top(sheet, table, formats)
        _write_heads(sheet, table, formats)
        _write_rows(sheet, table, formats)
    return out.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    cell = {"font_name": "宋体", "font_size": 10, "border": 1, "text_wrap": True, "valign": "vcenter"}
    return {
        "title": book.add_format(
            {"font_name": "宋体", "font_size": 18, "bold": True, "align": "center", "valign": "vcenter",
             "text_wrap": True}
        ),
        "facts": book.add_format({"font_name": "宋体", "font_size": 10}),
        "as_of": book.add_format({"font_name": "宋体", "font_size": 10, "align": "right"}),
        "head": book.add_format(
            {**cell, "font_name": "黑体", "align": "center", "bg_color": "#EEF0F0"}
        ),
        "left": book.add_format({**cell, "align": "left"}),
        "centre": book.add_format({**cell, "align": "center"}),
    }  # fmt: skip


def _set_up(sheet: Any, table: Table) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.freeze_panes(FIRST_ROW, 0)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, column.width)


def _write_top(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    last = len(table.columns) - 1
    sheet.set_row(TITLE_ROW, 34)
    sheet.set_row(FACTS_ROW, 18)
    _merge(sheet, (TITLE_ROW, 0, TITLE_ROW, last), table.title, formats["title"])
    half = max(1, last // 2)
    _merge(sheet, (FACTS_ROW, 0, FACTS_ROW, half - 1), table.facts, formats["facts"])
    _merge(sheet, (FACTS_ROW, half, FACTS_ROW, last), table.as_of, formats["as_of"])


def _write_heads(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    """A head that is printed over several columns is one cell."""
    sheet.set_row(HEAD_ROW, head_height(table))
    heads = [column.head for column in table.columns]
    for index, head in enumerate(heads):
        sheet.write_string(HEAD_ROW, index, head, formats["head"])
    for first, last in runs([head or None for head in heads]):
        _merge(sheet, (HEAD_ROW, first, HEAD_ROW, last), heads[first], formats["head"])


def _write_rows(sheet: Any, table: Table, formats: dict[str, Any]) -> None:
    styles = [formats["centre" if column.centred else "left"] for column in table.columns]
    merged = table.merged_cells()
    for number, (row, height) in enumerate(zip(table.rows, row_heights(table), strict=True), FIRST_ROW):
        sheet.set_row(number, height)
        for column, text in enumerate(row):
            if not text:
                sheet.write_blank(number, column, None, styles[column])
            elif (number - FIRST_ROW, column) not in merged:
                sheet.write_string(number, column, text[:_CELL_LIMIT], styles[column])
    for merge in table.merges:
        area = (FIRST_ROW + merge.first, merge.column, FIRST_ROW + merge.last, merge.column)
        _merge(sheet, area, table.rows[merge.first][merge.column][:_CELL_LIMIT], styles[merge.column])


def _merge(sheet: Any, area: Sequence[int], text: str, style: Any) -> None:
    """One cell over the area; a single cell needs no merging."""
    if area[:2] == area[2:]:
        sheet.write_string(area[0], area[1], text, style)
    else:
        sheet.merge_range(*area, "", style)
        sheet.write_string(area[0], area[1], text, style)
