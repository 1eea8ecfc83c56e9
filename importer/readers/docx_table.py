"""Rows and cells of a Word table by their w:tc elements, with merges in both directions and nested tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from common.uploads import errors
from common.uploads.limits import Limits
from importer.grid import Block, Paragraph, Place, Table
from importer.readers import grids
from importer.readers.docx_names import (
    ACROSS,
    CELL,
    CELL_DELETED,
    CELL_PROPERTIES,
    DOWN,
    ROW,
    ROW_PROPERTIES,
    SPAN,
    TABLE,
    VALUE,
    W,
    child_of,
    number_of,
    value_of,
)
from importer.readers.docx_text import Reading, content, read_paragraph

_SLIVER = 100  # twentieths of a point: a column under 1.8 mm is an edge drawn twice, not a column


@dataclass(slots=True)
class RawCell:
    """A cell before the grid is known; ``start`` and ``end`` count grid columns."""

    start: int
    end: int
    continued: bool = False
    pieces: list[str | Table] = field(default_factory=list)

    @property
    def text(self) -> str:
        lines: list[str] = []
        for piece in self.pieces:
            lines.extend([piece] if isinstance(piece, str) else _flat(piece))
        return "\n".join(lines).strip("\n")


@dataclass(slots=True)
class RawTable:
    """A table while its rows arrive; ``number`` counts the document's tables from 1."""

    number: int
    widths: list[int] = field(default_factory=list)
    rows: list[list[RawCell]] = field(default_factory=list)

    @property
    def nested(self) -> list[Table]:
        pieces = (piece for row in self.rows for cell in row for piece in cell.pieces)
        return [piece for piece in pieces if isinstance(piece, Table)]

    def unfolded(self) -> Iterator[Block]:
        """The content of a table that only lays out the page, as if its cells were the page."""
        for index, row in enumerate(self.rows, 1):
            for cell in row:
                for piece in cell.pieces:
                    place = Place(table=self.number, row=index)
                    yield Paragraph(piece, place) if isinstance(piece, str) else piece


class TableReader:
    """Reads tables and counts them."""

    def __init__(self, reading: Reading, limits: Limits) -> None:
        self._reading = reading
        self._limits = limits
        self._count = 0

    def open(self) -> RawTable:
        self._count += 1
        return RawTable(self._count)

    def add_row(self, table: RawTable, row: etree._Element) -> None:
        """Read a w:tr; one whose deletion is tracked is left out."""
        properties = child_of(row, ROW_PROPERTIES)
        if properties is not None and child_of(properties, W + "del") is not None:
            self._reading.deleted += 1
            return
        if len(table.rows) >= self._limits.rows:
            raise errors.too_many_rows(self._limits.rows)
        before = None if properties is None else value_of(properties, "gridBefore")
        column = min(number_of(before, 0), self._limits.columns)
        cells: list[RawCell] = []
        for element in _cells(row):
            settings = _settings(element)
            if CELL_DELETED in settings:
                continue
            span = max(number_of(settings.get(SPAN), 1), 1)
            if cells and _goes_on(settings, ACROSS):
                cells[-1].end = column = column + span
                continue
            cell = RawCell(column, column + span, continued=_goes_on(settings, DOWN))
            if not cell.continued:
                self._fill(cell, element)
            cells.append(cell)
            column += span
        table.rows.append(cells)

    def _fill(self, cell: RawCell, element: etree._Element) -> None:
        joins = False
        for block in content(element):
            if block.tag == TABLE:
                cell.pieces.append(self.whole(block))
                continue
            text, boxes, deleted_end = read_paragraph(block, self._reading)
            if joins and cell.pieces and isinstance(cell.pieces[-1], str):
                cell.pieces[-1] += text
            elif text.strip():
                cell.pieces.append(text)
            joins = deleted_end
            for box in boxes:
                self._fill(cell, box)

    def whole(self, element: etree._Element) -> Table:
        """A table that stands in memory: nested, or in a text box."""
        table = self.open()
        table.widths = grid_widths(element.find(W + "tblGrid"))
        for row in _rows(element):
            self.add_row(table, row)
        return finished(table, self._limits)


def finished(raw: RawTable, limits: Limits) -> Table:
    """The table of rows that are all there; raises Refused beyond the limits."""
    edges = _edges(raw)
    builder = grids.TableBuilder(limits)
    for index, row in enumerate(raw.rows, 1):
        builder.start_row(Place(table=raw.number, row=index))
        column = 0
        for cell in row:
            start, end = edges.get(cell.start, cell.start), edges.get(cell.end, cell.end)
            builder.skip(max(start - column, 0))
            column = max(end, start)
            if end <= start:
                continue
            if cell.continued:
                builder.continue_above(column_span=end - start)
            else:
                builder.put(cell.text, column_span=end - start)
    return builder.build()


def _cells(row: etree._Element) -> list[etree._Element]:
    found = []
    for child in row:
        if child.tag == CELL:
            found.append(child)
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
            found.extend(_cells(child))
    return found


def _rows(table: etree._Element) -> list[etree._Element]:
    found = []
    for child in table:
        if child.tag == ROW:
            found.append(child)
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
            found.extend(_rows(child))
    return found


def _settings(cell: etree._Element) -> dict[str, str | None]:
    """Name → ``w:val`` of a cell's properties."""
    first = next(iter(cell), None)
    if first is None or first.tag != CELL_PROPERTIES:
        return {}
    return {child.tag: child.get(VALUE) for child in first}


def _goes_on(settings: dict[str, str | None], merge: str) -> bool:
    """Whether a cell only continues a merged one; a merge without a value means that too."""
    return merge in settings and settings[merge] != "restart"


def grid_widths(grid: etree._Element | None) -> list[int]:
    return (
        [] if grid is None else [number_of(column.get(W + "w"), 0) for column in grid.iterfind(W + "gridCol")]
    )


def _edges(raw: RawTable) -> dict[int, int]:
    """Grid edge → column edge, with edges that nearly coincide made one.

    Rows dragged a hair apart get a grid column of their own between them; empty where the grid is not to be
    trusted or a cell with words would vanish.
    """
    last = max((cell.end for row in raw.rows for cell in row), default=0)
    if last != len(raw.widths) or not all(raw.widths) or min(raw.widths) >= _SLIVER:
        return {}
    edges = {0: 0}
    for index, width in enumerate(raw.widths, 1):
        edges[index] = edges[index - 1] + (width >= _SLIVER)
    lost = (cell for row in raw.rows for cell in row if edges[cell.start] == edges[cell.end])
    return {} if any(cell.text.strip() or cell.continued for cell in lost) else edges


def _flat(table: Table) -> list[str]:
    """A small table inside a cell as lines of its cell."""
    lines: dict[int, list[str]] = {}
    for cell in table.cells:
        if cell.text.strip():
            lines.setdefault(cell.row, []).append(cell.text)
    return [" ".join(parts) for _, parts in sorted(lines.items())]
