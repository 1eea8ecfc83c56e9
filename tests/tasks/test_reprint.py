"""The printed row follows an edit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasks.reprint import division_phrase, redivided, rewritten
from tasks.roles import Role

CELLS = ["一、平台", "1. 每年更新数据集。", "绿化科牵头，养护科、法规科配合", "12月30日"]
words = st.text("甲乙丙丁戊", min_size=1, max_size=6)


def test_a_cell_that_says_just_this_is_replaced_and_no_other() -> None:
    assert rewritten(CELLS, "12 月 30 日", "2026年11月30日") == [*CELLS[:3], "2026年11月30日"]


def test_a_number_before_the_text_stays() -> None:
    assert rewritten(CELLS, "每年更新数据集。", "每季更新。")[1] == "1. 每季更新。"


def test_what_stands_in_no_cell_changes_nothing() -> None:
    assert rewritten(CELLS, "长期", "全年") == CELLS
    assert rewritten(CELLS, "", "全年") == CELLS
    assert redivided(CELLS, ["财务科"], "办公室") == CELLS
    assert redivided(CELLS, [], "办公室") == CELLS


def test_the_cell_of_the_units_gets_the_new_phrase() -> None:
    phrase = division_phrase([(Role.LEAD, "办公室"), (Role.ASSIST, "绿化科"), (Role.ASSIST, "养护科")])
    assert phrase == "办公室牵头，绿化科、养护科配合"
    assert redivided(CELLS, ["绿化科", "养护科", "法规科"], phrase)[2] == phrase
    assert division_phrase([(Role.RESPONSIBLE, "办公室"), (Role.RESPONSIBLE, "财务科")]) == "办公室、财务科"


@given(st.lists(words, min_size=1, max_size=6), words, words)
def test_at_most_one_cell_changes_and_none_is_lost(cells: list[str], before: str, after: str) -> None:
    changed = rewritten(cells, before, after)
    assert len(changed) == len(cells)
    assert sum(old != new for old, new in zip(cells, changed, strict=True)) <= 1
