"""Merged cells and heights: pure."""

from __future__ import annotations

import gc
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.memory import without_cycle_search
from reports.exports.heights import AIR, HIGHEST, LINE, lines_of, row_heights
from reports.exports.xlsx import FIRST_ROW, write_xlsx
from reports.tables import Column, Merge, Table, runs

# Excel knows no other control characters than these in a cell.
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=40)


@given(st.lists(st.sampled_from(["a", "b", None]), max_size=30))
def test_runs_are_the_longest_stretches_of_equal_keys(keys: list[str | None]) -> None:
    found = list(runs(keys))
    for first, last in found:
        assert last > first
        assert len(set(keys[first : last + 1])) == 1
        assert keys[first] is not None
        assert first == 0 or keys[first - 1] != keys[first]
        assert last == len(keys) - 1 or keys[last + 1] != keys[last]
    covered = {index for first, last in found for index in range(first, last + 1)}
    for index in range(1, len(keys)):
        if keys[index] is not None and keys[index] == keys[index - 1]:
            assert {index - 1, index} <= covered


@given(texts, st.integers(4, 60))
def test_lines_hold_the_text(text: str, width: int) -> None:
    room = width - 1
    assert lines_of(text, width) >= text.count("\n") + 1
    assert lines_of(text, width) * room >= len(text.replace("\n", ""))


def test_the_search_for_cycles_is_back_after_an_export() -> None:
    write_xlsx(Table("", "", "", [Column("甲", 4)], [["字"]]))
    assert gc.isenabled()
    with pytest.raises(ValueError, match="zip"), without_cycle_search():
        raise ValueError("zip")
    assert gc.isenabled()


def test_a_merged_cell_has_room_in_its_rows() -> None:
    long = "很长的标题" * 8
    rows = [[long, "短"], [long, "短"], ["又一个", "短"]]
    table = Table("", "", "", [Column("标题", 11), Column("任务", 20)], rows, [Merge(0, 0, 1)])
    heights = row_heights(table)
    assert heights[0] == heights[2] == LINE + AIR
    assert heights[0] + heights[1] >= lines_of(long, 11) * LINE
    assert row_heights(Table("", "", "", [Column("", 4)], [["字" * 999]])) == [HIGHEST]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=6))
def test_any_text_comes_back_from_the_file(rows: list[tuple[str, str, str]]) -> None:
    columns = [Column("甲", 10), Column("甲", 10, centred=True), Column("乙", 10)]
    merges = [Merge(2, first, last) for first, last in runs([row[2] or None for row in rows])]
    data = write_xlsx(Table("题", "文号", "截至", columns, rows, merges))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            hidden = any(m.column == column and m.first < number <= m.last for m in merges)
            assert (sheet.cell(FIRST_ROW + number + 1, column + 1).value or "") == ("" if hidden else text)
