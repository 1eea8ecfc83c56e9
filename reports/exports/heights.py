"""Heights of rows under a merged cell whose text is longer than they are.  Pure."""

from __future__ import annotations

from reports.tables import Table

# Points of a line of 10-point text; a spreadsheet allows no row higher than 409.
LINE = 13.5
_HIGHEST = 409.0


def lines_of(text: str, width: int) -> int:
    """Lines that a text takes in a column of so many Latin characters; every sign counts as a Chinese one."""
    room = max(1, width // 2)
    return sum(max(1, -(-len(line) // room)) for line in text.split("\n"))


def tall_rows(table: Table) -> dict[int, float]:
    """Row number → height in points, for the last rows of merged cells that need more room."""
    merged = {(merge.column, row) for merge in table.merges for row in range(merge.first, merge.last + 1)}
    heights: dict[int, float] = {}
    for merge in table.merges:
        needed = lines_of(table.rows[merge.first][merge.column], table.columns[merge.column].width)
        if needed <= merge.last - merge.first + 1:
            continue
        lines = [_lines_of_row(table, row, merged) for row in range(merge.first, merge.last + 1)]
        if needed > sum(lines):
            height = (lines[-1] + needed - sum(lines)) * LINE
            heights[merge.last] = min(_HIGHEST, max(height, heights.get(merge.last, 0)))
    return heights


def _lines_of_row(table: Table, row: int, merged: set[tuple[int, int]]) -> int:
    return max(
        (
            lines_of(text, table.columns[column].width)
            for column, text in enumerate(table.rows[row])
            if (column, row) not in merged
        ),
        default=1,
    )
