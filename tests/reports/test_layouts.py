"""Columns are known by their cells, clauses are printed as they stand: pure."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reports import told
from reports.clauses import HEADING, TEXT, UNITS, Clause, Part, text_in
from reports.layouts import layout_of, plain_layout
from reports.printed import printed
from reports.told import Share


def clause(number: int, path: tuple[tuple[int, str], ...], cells: list[str], **more: object) -> Clause:
    made = Clause(
        path=path,
        number=str(number),
        text=f"整理第{number}批目录并公布",
        units="绿化科",
        deadline="长期",
        deadline_text="长期",
        names=["绿化科"],
        cells=cells,
        place=(("row", number), ("table", 0)),
    )
    return replace(made, **more)


def row(number: int, heading: str) -> list[str]:
    """Heads that mislead: 工作任务 heads the headings."""
    return [heading, f"{number}.整理第{number}批目录并公布", "绿化科", "长期", "无"]


HEADS = ["工作任务", "工作要求", "单位", "时间", "说明"]
A, B = (1, "（一）公开"), (2, "（二）解读")


def plan() -> list[Clause]:
    return [clause(n, (A if n < 3 else B,), row(n, (A if n < 3 else B)[1])) for n in range(1, 5)]


def test_columns_are_known_by_what_they_hold() -> None:
    layout = layout_of(HEADS, plan())
    assert layout.parts == (Part.HEADING, Part.TEXT, Part.UNITS, Part.DEADLINE, Part.OTHER)
    assert layout.depths[0] == 0


def test_headings_are_merged_over_their_clauses() -> None:
    columns, merges = printed(layout_of(HEADS, plan()), plan())
    assert columns[0] == [A[1], A[1], B[1], B[1]]
    assert {(each.column, each.first, each.last) for each in merges} == {(0, 0, 1), (0, 2, 3)}


def test_a_heading_left_blank_after_a_page_break_is_the_one_above() -> None:
    clauses = plan()
    clauses[1] = replace(clauses[1], cells=["", *clauses[1].cells[1:]])
    columns, _ = printed(layout_of(HEADS, clauses), clauses)
    assert columns[0][:2] == [A[1], A[1]]


def test_a_clause_moved_by_hand_stands_under_its_new_heading() -> None:
    clauses = plan()
    clauses[2] = replace(clauses[2], path=(A,), edited=frozenset({HEADING}))
    columns, merges = printed(layout_of(HEADS, clauses), clauses)
    assert columns[0] == [A[1], A[1], A[1], B[1]]
    assert (0, 0, 2) in {(each.column, each.first, each.last) for each in merges}


def test_edited_units_take_the_place_of_the_printed_ones() -> None:
    clauses = plan()
    clauses[0] = replace(clauses[0], units="养护科牵头", edited=frozenset({UNITS}))
    columns, _ = printed(layout_of(HEADS, clauses), clauses)
    assert columns[2] == ["养护科牵头", "绿化科", "绿化科", "绿化科"]


def test_a_clause_added_by_hand_fills_the_plans_columns() -> None:
    clauses = [*plan(), clause(5, (B,), [], place=None)]
    columns, merges = printed(layout_of(HEADS, clauses), clauses)
    assert [column[4] for column in columns] == [B[1], "5. 整理第5批目录并公布", "绿化科", "长期", ""]
    assert (0, 2, 4) in {(each.column, each.first, each.last) for each in merges}


@given(
    st.text(min_size=12, max_size=60),
    st.text(min_size=1, max_size=20),
    st.sampled_from(["3. ", "3、", "（3）", ""]),
)
def test_text_that_went_on_after_a_page_break_is_whole(text: str, more: str, mark: str) -> None:
    """The cell holds only what stood before the break."""
    whole = replace(plan()[0], number="3", text=text + more)
    assert text_in(mark + text, whole).endswith(text + more)
    assert text_in(mark + text + more, whole) == mark + text + more


def test_the_end_of_a_clause_is_not_printed_again_on_the_next_page() -> None:
    first, second, *rest = plan()
    tail = "每月核对一次。"
    first = replace(first, text=f"{first.text}\n{tail}")
    second = replace(second, cells=[A[1], f"{tail}\n{row(2, A[1])[1]}", "绿化科", "长期", "无"])
    columns, _ = printed(layout_of(HEADS, [first, second, *rest]), [first, second, *rest])
    assert columns[1][:2] == [f"1.{first.text}", f"2.{second.text}"]


def test_an_edited_text_keeps_its_printed_number() -> None:
    edited = replace(plan()[0], number="1", text="改写后的条文", edited=frozenset({TEXT}))
    assert text_in("（1）整理第1批目录并公布", edited) == "（1）改写后的条文"


def test_a_plain_layout_leaves_out_what_nobody_has() -> None:
    bare = [replace(each, number="", path=(), cells=[]) for each in plan()]
    assert plain_layout(bare).heads == ("工作任务", "责任分工", "完成时限")


def share(
    unit: str, words: str, *, period: int = 1, state: str = "pending", completion: str = "", **more: bool
) -> Share:
    return Share(period, f"第{period}期", unit, more.get("decides", True), state, completion, progress=words)


def test_one_voice_needs_no_name() -> None:
    assert told.progress([share("甲科", "已办"), share("乙科", "")]) == "已办"
    assert told.progress([share("甲科", "已办"), share("乙科", "在办")]) == "甲科：已办\n乙科：在办"


def test_completion_is_of_the_latest_period_and_of_who_decides() -> None:
    first = share("甲科", "", period=1)
    last = [
        share("甲科", "", period=2, state="accepted", completion="done"),
        share("乙科", "", period=2, decides=False),
    ]
    assert told.completion([first, *last]) == "已完成"
    differ = [*last[:1], share("丙科", "", period=2, state="accepted", completion="ongoing")]
    assert told.completion([first, *differ]) == "甲科：已完成\n丙科：持续推进"
    assert told.completion([]) == ""
    assert told.completion([share("甲科", "", state="waived")]) == "不适用"
