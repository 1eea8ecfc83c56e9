"""A printed table as a file: Word, Excel, web page and the shapes in which it survives as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from io import BytesIO

import docx
import openpyxl

from importer.grid import Cell, Table
from tests.importer.rendering.plans import TITLE


def word(table: Table) -> bytes:
    document = docx.Document()
    document.add_paragraph(TITLE)
    made = document.add_table(rows=table.row_count, cols=table.column_count)
    grid = [row.cells for row in made.rows]
    for cell in table.cells:
        corner = grid[cell.row][cell.column]
        if cell.row_span > 1 or cell.column_span > 1:
            corner = corner.merge(grid[cell.row + cell.row_span - 1][cell.column + cell.column_span - 1])
        corner.text = cell.text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def excel(table: Table) -> bytes:
    """The title stands in a row of its own above the header, merged over all columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=table.column_count)
    for cell in table.cells:
        row, column = cell.row + 2, cell.column + 1
        # 序号 is a number in a spreadsheet, everything else is text.
        sheet.cell(row, column, int(cell.text) if cell.text.isdigit() else cell.text or None)
        if cell.row_span > 1 or cell.column_span > 1:
            last = row + cell.row_span - 1, column + cell.column_span - 1
            sheet.merge_cells(start_row=row, start_column=column, end_row=last[0], end_column=last[1])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def page(table: Table) -> bytes:
    rows = "".join(f"<tr>{''.join(_td(cell) for cell in row)}</tr>" for row in _own_cells(table))
    return f"<!doctype html><meta charset=utf-8><p>{TITLE}</p><table>{rows}</table>".encode()


def _td(cell: Cell) -> str:
    text = escape(cell.text).replace("\n", "<br>")
    return f'<td rowspan="{cell.row_span}" colspan="{cell.column_span}">{text}</td>'


def tabs(table: Table) -> bytes:
    """A row a line, cells parted by tabs, nothing where a merged cell goes on: pasted from a spreadsheet."""
    return _lines("\t".join(texts) for texts in _rows(table))


def pipes(table: Table) -> bytes:
    """A row a line between pipes."""
    return _lines(f"| {' | '.join(texts)} |" for texts in _rows(table))


def groups(table: Table) -> bytes:
    """A cell a line, a blank line between rows; merged and blank cells are lost: copied from a page."""
    rows = ([text for text in texts if text] for texts in _rows(table))
    return _lines("\n".join(row) + "\n" for row in rows if row)


def lines(table: Table) -> bytes:
    """A cell a line and nothing else; merged and blank cells are lost."""
    return _lines(text for texts in _rows(table) for text in texts if text)


def _lines(parts: Iterable[str]) -> bytes:
    return "\n".join([TITLE, "", *parts]).encode()


def _own_cells(table: Table) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in table.places]
    for cell in sorted(table.cells, key=lambda cell: cell.column):
        rows[cell.row].append(cell)
    return rows


def _rows(table: Table) -> list[list[str]]:
    """Each cell's text in the row and column where it begins, its lines made one; else nothing.

    A cell over the whole width is all that its row has.
    """
    rows = [[""] * table.column_count for _ in table.places]
    for cell in table.cells:
        rows[cell.row][cell.column] = cell.text.replace("\n", "")
        if cell.column_span == table.column_count:
            rows[cell.row] = rows[cell.row][:1]
    return rows


KINDS: dict[str, tuple[str, Callable[[Table], bytes]]] = {
    "word": (".docx", word),
    "excel": (".xlsx", excel),
    "page": (".html", page),
    "tabs": (".txt", tabs),
    "pipes": (".txt", pipes),
    "groups": (".txt", groups),
    "lines": (".txt", lines),
}
