"""Sheets of any spreadsheet kind as tables: merged ranges, blank rows left out, row numbers kept."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from common.uploads import errors
from common.uploads.limits import Limits
from importer.grid import Cell, Place, Table
from importer.readers import grids


@dataclass(slots=True)
class Sheet:
    """Texts by 0-based row and column; ``merges`` are (first row, first column, last row, last column)."""

    name: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    visible: bool = True


def table_of(sheet: Sheet, limits: Limits) -> Table | None:
    """The sheet's cells; None where it holds no words.

    Rows without words are left out, so that a stray cell in the last row of a sheet costs nothing; ``places``
    keep the row numbers that the spreadsheet shows.
    """
    kept = sorted(row for row, cells in sheet.rows.items() if any(text.strip() for text in cells.values()))
    if not kept:
        return None
    if len(kept) > limits.rows:
        raise errors.too_many_rows(limits.rows)
    spans = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
    hidden = _covered(sheet, kept, limits)
    order = {row: index for index, row in enumerate(kept)}
    cells = []
    for row in kept:
        for column, text in sorted(sheet.rows[row].items()):
            place = row, column
            if place in hidden:
                continue
            if place in spans:
                bottom, right = spans[place]
                height = bisect_right(kept, bottom) - order[row]
                cells.append(Cell(text, order[row], column, height, right - column + 1))
            elif text.strip():
                cells.append(Cell(text, order[row], column))
    places = [Place(sheet=sheet.name, row=row + 1) for row in kept]
    table = grids.table_from(cells, places, limits)
    if table.column_count > limits.columns:
        raise errors.too_many_columns(limits.columns)
    return table


def _covered(sheet: Sheet, kept: list[int], limits: Limits) -> set[tuple[int, int]]:
    """Positions under a merge, its upper left corner aside; raises Refused where merges have no end."""
    covered = set()
    looked_at = 0
    for top, left, bottom, right in sheet.merges:
        rows = kept[bisect_left(kept, top) : bisect_right(kept, bottom)]
        looked_at += len(rows)
        if looked_at > limits.merged_cells:
            raise errors.too_complex()
        for row in rows:
            covered |= {(row, column) for column in sheet.rows[row] if left <= column <= right}
        covered.discard((top, left))
    return covered
