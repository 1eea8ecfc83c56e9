"""Lines of a text with their numbers, and blocks made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from common.uploads.limits import Limits
from importer.grid import Block, Paragraph, Place, Table
from importer.readers.grids import TableBuilder
from importer.readers.profiles import is_header


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip(" \u3000\xa0")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in printed order; a row of one cell in a wider table is a heading across it."""

    number: int
    cells: list[str]


def lines_of(text: str) -> list[Line]:
    return [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]


def paragraphs(lines: Iterable[Line]) -> Iterator[Block]:
    for line in lines:
        if line.text.strip():
            yield Paragraph(line.text.strip(), Place(line=line.number))


def width_of(rows: Sequence[Sequence[str]]) -> int:
    """How many columns: as the header has, or as most rows have; 0 for none."""
    header = next((row for row in rows if is_header(row)), None)
    size = len(header) if header else 0
    common = usual(len(row) for row in rows)
    # A title line that happens to be parted by blanks or tabs is no header of a wider table.
    return size if size >= common else common


def usual(sizes: Iterable[int]) -> int:
    """The most frequent number of cells over one; the larger of two equally frequent ones; 0 for none."""
    counts = Counter(size for size in sizes if size > 1)
    return max(counts, key=lambda size: (counts[size], size), default=0)


def blocks_of(rows: list[Row], width: int, limits: Limits) -> Iterator[Block]:
    """One table of these rows; single cells before the first whole row and after the last are paragraphs."""
    whole = [index for index, row in enumerate(rows) if len(row.cells) > 1]
    if not whole:
        yield from paragraphs(_plain(rows))
        return
    first, last = whole[0], whole[-1]
    yield from paragraphs(_plain(rows[:first]))
    yield table_of(rows[first : last + 1], width, limits)
    yield from paragraphs(_plain(rows[last + 1 :]))


def table_of(rows: list[Row], width: int, limits: Limits) -> Table:
    """A row of one cell reaches over all columns."""
    builder = TableBuilder(limits)
    for row in rows:
        builder.start_row(Place(line=row.number))
        if len(row.cells) == 1:
            builder.put(row.cells[0], column_span=width)
            continue
        for cell in row.cells:
            builder.put(cell)
    return builder.build()


def _plain(rows: list[Row]) -> Iterator[Line]:
    for row in rows:
        for offset, text in enumerate(row.cells[0].split("\n")):
            yield Line(row.number + offset, text)
