"""Rows of a table as the interpreter walks them: one slot a column, and whether a text begins in this row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from importer.grid import Cell, Place, Table
from importer.interpret.characters import squeeze


class Slot(NamedTuple):
    """One column of one row.  ``own``: the cell begins in this row (a cell merged downwards begins once)."""

    text: str
    own: bool
    cell: Cell | None = None

    @property
    def fresh(self) -> str:
        """The text if it begins here, else nothing."""
        return self.text if self.own else ""

    @property
    def says(self) -> bool:
        """Whether the column holds words in this row."""
        return bool(self.text.strip())

    @property
    def begins(self) -> bool:
        """Whether words begin here."""
        return self.own and bool(self.text.strip())


EMPTY = Slot("", False)


@dataclass(frozen=True)
class Row:
    """A row: a slot for each column of its table."""

    slots: tuple[Slot, ...]
    place: Place

    @cached_property
    def own_cells(self) -> tuple[Cell, ...]:
        """Cells with text that begin in this row, each once, left to right."""
        cells: list[Cell] = []
        last = None
        for text, own, cell in self.slots:
            # The slots of one cell stand side by side.
            if own and cell is not None and cell is not last and text.strip():
                cells.append(cell)
            last = cell
        return tuple(cells)

    @cached_property
    def own_texts(self) -> tuple[str, ...]:
        return tuple(squeeze(cell.text) for cell in self.own_cells)

    @property
    def is_blank(self) -> bool:
        return not self.own_cells

    def spans(self, cell: Cell) -> float:
        """The share of the row's width that a cell covers."""
        return cell.column_span / max(1, len(self.slots))

    def shifted(self, by: int) -> Row:
        """The row moved to the right: for rows of which the leading empty cells got lost."""
        kept = self.slots[: len(self.slots) - by]
        return Row((EMPTY,) * by + kept, self.place)


def rows_of(table: Table, width: int | None = None) -> tuple[Row, ...]:
    """The table's rows, padded to ``width`` columns where the table is narrower."""
    width = max(width or 0, table.column_count)
    rows = []
    for number, (line, place) in enumerate(zip(table.grid, table.places, strict=True)):
        slots = [Slot(cell.text, cell.row == number, cell) if cell else EMPTY for cell in line]
        slots += [EMPTY] * (width - len(slots))
        rows.append(Row(tuple(slots), place))
    return tuple(rows)
