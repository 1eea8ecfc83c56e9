"""What is drawn: plans, deadlines and layouts.  All made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import assume
from hypothesis import strategies as st

from importer.interpret import numbering
from importer.interpret.numbering import Style
from tests.importer.interpret.strategies import sentences, units
from tests.importer.rendering.layouts import Layout
from tests.importer.rendering.plans import Chapter, Due, Job

HEADINGS = ("夯实基础工作", "优化便民服务", "加强队伍建设", "严格监督检查", "深化信息公开", "做好综合保障")
DUE = (
    Due("长期", "long_term"),
    Due("全年", "long_term"),
    Due("2024年9月底前", "date", dt.date(2024, 9, 30), None, None, "2024年9月底前完成", "2024年9月底前"),
    Due(
        "2024年12月20日",
        "date",
        dt.date(2024, 12, 20),
        None,
        None,
        "2024年12月20日前办结",
        "2024年12月20日前",
    ),
    # Without a year: the first such day from July of the plan's year on.
    Due("11月15日前", "date", dt.date(2024, 11, 15), None, None, "11月15日前完成", "11月15日前"),
    Due("每年3月底前", "date", dt.date(2025, 3, 31), "yearly", None, "每年3月底前完成", "每年3月底前"),
    Due("每季度末", "none", None, "quarterly"),
    Due("印发后15日内", "relative", None, None, 15, "方案印发后15日内完成", "方案印发后15日内"),
)
# The order that offices keep to; items below 1. are numbered （1）.
_STYLES = (Style.HAN, Style.HAN_BRACKET, Style.ARABIC)

layouts = st.builds(
    Layout,
    headings=st.sampled_from(["merged", "blank", "repeated", "across"]),
    numbers=st.sampled_from(["column", "text", "none"]),
    units=st.sampled_from(["columns", "phrase", "plain"]),
    two_lines=st.booleans(),
    due_column=st.booleans(),
    items_per_cell=st.integers(1, 3),
    header_again_after=st.sampled_from([2, 3, 99]),
    blank_rows=st.booleans(),
    number_column_first=st.booleans(),
)


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    names = draw(st.lists(units, min_size=1, max_size=4, unique=True))
    cut = draw(st.integers(1, len(names)))
    return Job(draw(sentences()), tuple(names[:cut]), tuple(names[cut:]), draw(st.sampled_from(DUE)))


@st.composite
def plans(draw: st.DrawFn) -> list[Chapter]:
    """Headings of one to three levels, 一、（一） 1.; words may come again under another number.

    The innermost level may be missing below a heading: its jobs then stand under the heading above.
    """
    levels = draw(st.integers(1, 3))
    chapters: list[Chapter] = []
    paths: list[tuple[str, ...]] = [()]
    for level in range(levels):
        paths = [
            (*path, numbering.render(_STYLES[level], number) + draw(st.sampled_from(HEADINGS)))
            for path in paths
            for number in range(1, draw(st.integers(1, 2)) + 1)
        ]
    for path in paths:
        kept = path
        if (
            levels > 1
            and path[-1].startswith(numbering.render(_STYLES[levels - 1], 1))
            and draw(st.booleans())
        ):
            kept = path[:-1]
        chapters.append(Chapter(kept, tuple(draw(st.lists(jobs(), min_size=1, max_size=3)))))
    return chapters


@st.composite
def plain_lists(draw: st.DrawFn) -> tuple[Layout, list[Chapter]]:
    """A layout and a plan that a person can still tell apart when only the order of the cells is left.

    A cell a line loses merged and blank cells, and which of them a row lacks.  Left out, because a person
    could only guess as well: fewer than four rows, from which no habit can be seen; rows without a number or
    a date to hold on to; headings that are missing for some tasks; titles in two lines, of which nothing
    says any more what stands above what; and the header again in the middle of so few rows.
    """
    layout = replace(draw(layouts), two_lines=False, due_column=True, header_again_after=99)
    chapters = draw(plans())
    assume(layout.numbers != "none")
    assume(len({len(chapter.path) for chapter in chapters}) == 1)
    assume(sum(len(chapter.jobs) for chapter in chapters) >= 4)
    return layout, chapters
