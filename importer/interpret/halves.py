"""Tables printed in two or three strips side by side to save paper: 序号 任务 单位 | 序号 任务 单位."""

from __future__ import annotations

from importer.grid import Cell, Table
from importer.interpret.headers import Header

_FEWEST = 2


def strips(header: Header) -> int:
    """How often the header repeats itself from left to right; 1 for an ordinary table."""
    names = header.key
    for width in range(_FEWEST, len(names) // 2 + 1):
        first = names[:width]
        if len(names) % width == 0 and len(set(first)) == width and names == first * (len(names) // width):
            return len(names) // width
    return 1


def one_below_the_other(table: Table, header: Header, count: int) -> Table:
    """The same cells in one strip: what stands above the header, the header once, then strip after strip.

    A cell across several strips stays in the first; a row is there once for each strip, with its place.
    """
    width = len(header.key) // count
    body = table.row_count - header.rows.stop
    cells, places = [], list(table.places)
    places.extend(table.places[header.rows.stop :] * (count - 1))
    for cell in table.cells:
        strip = cell.column // width
        column = cell.column - strip * width
        span = min(cell.column_span, width - column)
        if cell.row >= header.rows.stop:
            cells.append(Cell(cell.text, cell.row + strip * body, column, cell.row_span, span))
        elif strip == 0:
            cells.append(Cell(cell.text, cell.row, column, cell.row_span, span))
    return Table(tuple(cells), tuple(places))
