"""Building a ``Table`` row by row, with the merges of Word (from above) and of HTML (announced ahead)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from common.uploads import errors
from common.uploads.limits import Limits
from importer.grid import Cell, Place, Table


@dataclass(slots=True)
class Merged:
    """A cell before the table is complete."""

    text: str
    row: int
    column: int
    row_span: int
    column_span: int

    @property
    def end(self) -> int:
        return self.column + self.column_span


class TableBuilder:
    """Rows from top to bottom, cells from left to right; raises ``Refused`` beyond the limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._cells: list[Merged] = []
        self._places: list[Place] = []
        self._above: list[Merged] = []
        self._current: list[Merged] = []
        self._reaching: list[Merged] = []
        self._next = 0

    def start_row(self, place: Place) -> None:
        if len(self._places) >= self._limits.rows:
            raise errors.too_many_rows(self._limits.rows)
        row = len(self._places)
        self._above = self._current
        self._reaching = [cell for cell in self._above if cell.row + cell.row_span > row]
        self._current = list(self._reaching)
        self._places.append(place)
        self._next = 0

    def skip(self, columns: int) -> None:
        """Leave columns without a cell (gridBefore)."""
        self._next += columns

    def put(self, text: str, *, row_span: int = 1, column_span: int = 1) -> None:
        """Place a cell at the next column that no cell from above covers."""
        column = self._free(self._next)
        cell = Merged(text, len(self._places) - 1, column, max(row_span, 1), max(column_span, 1))
        if cell.end > self._limits.columns:
            raise errors.too_many_columns(self._limits.columns)
        self._cells.append(cell)
        self._current.append(cell)
        self._next = cell.end

    def continue_above(self, *, column_span: int = 1) -> None:
        """Let the cell above reach one row further down; where there is none, place a blank cell."""
        for cell in self._above:
            if cell.column == self._next:
                cell.row_span += 1
                self._current.append(cell)
                self._next = cell.end
                return
        self.put("", column_span=column_span)

    def _free(self, column: int) -> int:
        blocked = True
        while blocked:
            blocked = False
            for cell in self._reaching:
                if cell.column <= column < cell.end:
                    column, blocked = cell.end, True
        return column

    def build(self) -> Table:
        return table_from(self._cells, self._places, self._limits)


def table_from(cells: list[Merged] | list[Cell], places: list[Place], limits: Limits) -> Table:
    """A table whose spans end inside it and in whose columns at least one cell starts.

    Raises ``Refused`` where merged cells cover too much of it: a line of markup makes millions of them.
    Word and web editors leave grid columns in which nothing starts: every cell there only passes through.
    """
    starts = sorted({cell.column for cell in cells})
    order = {start: index for index, start in enumerate(starts)}
    last = len(places)
    placed = []
    merged = 0
    for cell in cells:
        column, width, height = order[cell.column], cell.column_span, cell.row_span
        if width > 1:
            width = max(bisect_right(starts, cell.column + width - 1) - column, 1)
        if height > 1:
            height = min(height, last - cell.row)
        placed.append(Cell(cell.text, cell.row, column, height, width))
        if height > 1 or width > 1:
            merged += height * width
            if merged > limits.merged_cells:
                raise errors.too_complex()
    return Table(tuple(placed), tuple(places))


def plain_table(rows: list[list[str]], places: list[Place], limits: Limits) -> Table:
    """A table without merges; short rows are filled with blank cells."""
    builder = TableBuilder(limits)
    width = max((len(row) for row in rows), default=0)
    for row, place in zip(rows, places, strict=True):
        builder.start_row(place)
        for text in row + [""] * (width - len(row)):
            builder.put(text)
    return builder.build()


def size(table: Table) -> int:
    """How many cells with words in them."""
    return sum(1 for cell in table.cells if cell.text.strip())
