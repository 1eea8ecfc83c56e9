"""A table before it is a file: one definition, several writers (reports.exports)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Column:
    """A head, the width in characters of Latin text (a Chinese one takes two), and how its cells stand."""

    head: str
    width: int
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """Rows ``first`` to ``last`` (0-based, both included, at least two) of one column hold one cell."""

    column: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` hold one text a column; merged cells repeat theirs, so that every row can be read alone."""

    title: str
    facts: str
    as_of: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    merges: Sequence[Merge] = field(default=())

    def merged_cells(self) -> set[tuple[int, int]]:
        """(row, column) of every cell that is part of a merged one."""
        return {(row, each.column) for each in self.merges for row in range(each.first, each.last + 1)}


def runs(keys: Sequence[object]) -> Iterator[tuple[int, int]]:
    """(first, last) of each stretch of at least two equal keys; None stands alone."""
    first = 0
    for index in range(1, len(keys) + 1):
        if index == len(keys) or keys[index] != keys[first] or keys[first] is None:
            if index - first > 1:
                yield first, index - 1
            first = index
