"""Heights of a table's rows: not every spreadsheet fits rows to wrapped text, and none to merged cells.

Pure; an estimate by the width of Chinese (two) and Latin (one) signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from reports.tables import Table

# Points of a line of 10-point text, and of the air around it; a spreadsheet allows no row higher than 409.
LINE, AIR, HIGHEST = 14.0, 5.0, 409.0


@lru_cache(maxsize=4096)  # headings, units and deadlines come again and again
def lines_of(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many Latin signs."""
    room = max(2, width - 1)
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    return sum(_wrapped(line, room) for line in text.split("\n"))


def _wrapped(line: str, room: int) -> int:
    # In GBK a Chinese sign takes two bytes and a Latin one takes one, as they do on paper.
    return max(1, -(-len(line.encode("gbk", "replace")) // room))


def head_height(table: Table) -> float:
    return _height(max(lines_of(column.head, column.width) for column in table.columns))


def _height(lines: int) -> float:
    return min(HIGHEST, lines * LINE + AIR)


def row_heights(table: Table) -> list[float]:
    """Points, one a row."""
    widths = [column.width for column in table.columns]
    merged = table.merged_cells()
    lines = [_tallest(number, row, widths, merged) for number, row in enumerate(table.rows)]
    for merge in table.merges:
        needed = lines_of(table.rows[merge.first][merge.column], widths[merge.column])
        # What a merged cell lacks, its last row gets.
        lines[merge.last] += max(0, needed - sum(lines[merge.first : merge.last + 1]))
    return [_height(number) for number in lines]


def _tallest(number: int, row: Sequence[str], widths: Sequence[int], merged: set[tuple[int, int]]) -> int:
    """Lines of the row's tallest cell of its own."""
    tallest = 1
    for column, text in enumerate(row):
        # Most cells are empty or short: asked for here, a hundred thousand calls are saved.
        if (len(text) * 2 >= widths[column] or "\n" in text) and (number, column) not in merged:
            tallest = max(tallest, lines_of(text, widths[column]))
    return tallest
