"""Ruled tables of PDF pages: cells by their lines, tables and rows that go on over a page made one."""

from __future__ import annotations

from dataclasses import dataclass, field

from common.uploads import errors
from common.uploads.limits import Limits
from importer.grid import Place, Table
from importer.readers.grids import Merged, table_from
from importer.readers.pdf_lines import Char, TextLine, joined, lines_of, wraps
from importer.readers.profiles import numbering

_SAME_EDGE = 3.0  # points
_PADDING = 10.8  # points: what Word and LibreOffice leave free at both sides of a cell together
_DONE = ("。", "！", "？")


@dataclass(slots=True)
class PdfCell:
    row: int
    column: int
    row_span: int
    column_span: int
    lines: list[TextLine]
    room: float
    text: str = ""

    @property
    def end(self) -> int:
        return self.row + self.row_span

    def goes_on_in(self, other: PdfCell) -> bool:
        """Whether the words of this cell, cut by the end of a page, go on in the other."""
        if not self.lines or not other.lines or self.text.endswith(_DONE):
            return False
        starts = numbering(other.lines[0].text) not in ("none", "blank")
        return not starts and wraps(self.lines[-1], other.lines[0].text, self.room)


@dataclass(slots=True)
class PdfTable:
    """A table as far as it has been read; ``edges`` are the column borders on the page."""

    edges: list[float]
    rows: int
    cells: list[PdfCell] = field(default_factory=list)

    def row(self, index: int) -> list[PdfCell]:
        return [cell for cell in self.cells if cell.row == index]

    def at(self, row: int, column: int) -> PdfCell | None:
        covers = (
            cell
            for cell in self.cells
            if cell.row <= row < cell.end and cell.column <= column < cell.column + cell.column_span
        )
        return next(covers, None)


def ruled(boxes: list[tuple[float, float, float, float]], chars: list[Char]) -> PdfTable | None:
    """The table of these cell boxes (left, top, right, bottom); None where it has less than two columns."""
    columns = _edges([box[index] for box in boxes for index in (0, 2)])
    rows = _edges([box[index] for box in boxes for index in (1, 3)])
    if len(columns) < 3:
        return None
    table = PdfTable(columns, len(rows) - 1)
    for left, top, right, bottom in sorted(boxes, key=lambda box: (box[1], box[0])):
        inside = [char for char in chars if _within(char, left, top, right, bottom)]
        first, last = _nearest(columns, left), _nearest(columns, right)
        upper, lower = _nearest(rows, top), _nearest(rows, bottom)
        room = right - left - _PADDING
        if first < last and upper < lower:
            table.cells.append(PdfCell(upper, first, lower - upper, last - first, lines_of(inside), room))
    for cell in table.cells:
        widest = max((line.width for line in cell.lines), default=0.0)
        cell.room = max(cell.room, widest)
        cell.text = joined(cell.lines, cell.room)
    return table


def _edges(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SAME_EDGE:
            found.append(value)
    return found


def _nearest(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _within(char: Char, left: float, top: float, right: float, bottom: float) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(left <= x < right and top <= y < bottom)


def continues(earlier: PdfTable, later: PdfTable) -> bool:
    """Whether a table at the top of a page has the columns of the one at the end of the page before."""
    if len(earlier.edges) != len(later.edges):
        return False
    shift = later.edges[0] - earlier.edges[0]  # odd and even pages may have other margins
    return all(abs(a + shift - b) <= _SAME_EDGE for a, b in zip(earlier.edges, later.edges, strict=True))


def append(table: PdfTable, later: PdfTable) -> None:
    """Put the rows of the next page under the table: repeated headers go, a row cut in two becomes one."""
    skipped = _repeated_header(table, later)
    last = table.rows - 1
    cut = skipped < later.rows and _is_cut(table, later, last, skipped)
    # The first row of the page falls into the last row before it where it is the rest of it.
    shift = table.rows - skipped - (1 if cut else 0)
    for cell in later.cells:
        if cell.row < skipped:
            continue
        above = table.at(last, cell.column)
        rest = cell.row == skipped and above is not None and above.goes_on_in(cell)
        if above is not None and cell.row == skipped and (cut or rest):
            _grow(above, cell, shift)
            continue
        cell.row += shift
        table.cells.append(cell)
    table.rows = later.rows + shift


def _grow(above: PdfCell, cell: PdfCell, shift: int) -> None:
    if cell.lines:
        glue = "" if above.goes_on_in(cell) or not above.text else "\n"
        above.text += glue + cell.text
        above.lines = [*above.lines, *cell.lines]
    above.row_span = max(above.end, cell.end + shift) - above.row


def _repeated_header(table: PdfTable, later: PdfTable) -> int:
    count = 0
    while count < min(table.rows, later.rows):
        first, again = table.row(count), later.row(count)
        if not any(cell.text for cell in first) or [c.text for c in first] != [c.text for c in again]:
            break
        count += 1
    return count


def _is_cut(table: PdfTable, later: PdfTable, last: int, first: int) -> bool:
    """Whether the last row goes on in the first row of the next page."""
    pairs = [(table.at(last, cell.column), cell) for cell in later.row(first)]
    if any(numbering(cell.text) not in ("none", "blank") for _, cell in pairs):
        return False
    widest = max(pairs, key=lambda pair: pair[1].room, default=(None, None))
    if widest[1] is not None and not widest[1].text and any(cell.text for _, cell in pairs):
        return True
    return any(above is not None and above.goes_on_in(cell) for above, cell in pairs)


def finished(table: PdfTable, number: int, limits: Limits) -> Table:
    """Raises Refused beyond the limits of rows and columns."""
    if table.rows > limits.rows:
        raise errors.too_many_rows(limits.rows)
    if len(table.edges) > limits.columns:
        raise errors.too_many_columns(limits.columns)
    cells = [
        Merged(cell.text, cell.row, cell.column, cell.row_span, cell.column_span)
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column))
    ]
    return table_from(cells, [Place(table=number, row=row + 1) for row in range(table.rows)], limits)
