"""What a reader hands to the interpreter: a document as blocks of tables and paragraphs.

Pure values.  A reader knows a file format and nothing of plans; the interpreter knows plans and nothing of
file formats; this module is all they share.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the source, counted from 1 as a person would count.

    Exactly one of these is meant: ``table`` and ``row`` (Word, HTML), ``sheet`` and ``row`` (spreadsheets),
    or ``line`` (running text).
    """

    table: int | None = None
    sheet: str | None = None
    row: int | None = None
    line: int | None = None

    def as_json(self) -> dict[str, int | str]:
        if self.line is not None:
            return {"line": self.line}
        if self.sheet is not None:
            return {"sheet": self.sheet, "row": self.row or 0}
        return {"table": self.table or 0, "row": self.row or 0}

    @classmethod
    def from_json(cls, value: dict[str, int | str]) -> Place:
        return cls(**value)  # type: ignore[arg-type]

    def __str__(self) -> str:
        if self.line is not None:
            return f"第 {self.line} 行"
        if self.sheet is not None:
            return f"“{self.sheet}”第 {self.row} 行"
        return f"第 {self.table} 表第 {self.row} 行"


class Cell(NamedTuple):
    """A cell as printed; a merged one stands once, at its upper left corner (0-based row and column).

    ``text`` holds the cell's paragraphs and line breaks joined by ``\\n``; automatic numbering is part of it.
    A tuple: a table has a hundred thousand of them.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True)
class Table:
    """A table of cells with spans.  ``places`` has one entry a row."""

    cells: tuple[Cell, ...]
    places: tuple[Place, ...]

    @property
    def row_count(self) -> int:
        return len(self.places)

    @cached_property
    def column_count(self) -> int:
        return max((cell.column + cell.column_span for cell in self.cells), default=0)

    @cached_property
    def grid(self) -> tuple[tuple[Cell | None, ...], ...]:
        """``grid[row][column]``: the cell that covers this position (a merged one several), or None."""
        rows: list[list[Cell | None]] = [[None] * self.column_count for _ in self.places]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.row_span, self.row_count)):
                for column in range(cell.column, cell.column + cell.column_span):
                    rows[row][column] = cell
        return tuple(tuple(row) for row in rows)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text outside tables; ``text`` includes automatic numbering."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader did that a person should know: hidden rows read, tracked deletions left out, …"""

    code: str
    message: str


Block = Table | Paragraph


@dataclass(frozen=True)
class Document:
    """A document as read, blocks in printed order."""

    blocks: tuple[Block, ...]
    reader: str
    notes: tuple[Note, ...] = field(default=())

    @property
    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        return (block for block in self.blocks if isinstance(block, Paragraph))
