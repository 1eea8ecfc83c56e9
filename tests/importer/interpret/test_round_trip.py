"""A drawn plan, printed in a drawn layout, is read back as it was meant."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from importer.interpret import numbering
from importer.interpret.numbering import Style
from importer.interpret.plan import interpret
from tests.importer.interpret.rendering import Chapter, Job, Layout, Printer, meant
from tests.importer.interpret.strategies import sentences, units

HEADINGS = ("夯实基础工作", "优化便民服务", "加强队伍建设", "严格监督检查", "深化信息公开", "做好综合保障")
DUE = ("长期", "2024年9月底前", "2024年12月20日", "印发后15日内", "全年")

layouts = st.builds(
    Layout,
    headings=st.sampled_from(["merged", "blank", "repeated", "across"]),
    numbers=st.sampled_from(["column", "text", "none"]),
    two_unit_columns=st.booleans(),
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
    """Chapters 一、二、… with parts （一）（二）… or none; words may come again under another number."""
    chapters: list[Chapter] = []
    for first in range(1, draw(st.integers(1, 3)) + 1):
        heading = numbering.render(Style.HAN, first) + draw(st.sampled_from(HEADINGS))
        for second in range(1, draw(st.integers(1, 3)) + 1):
            part = numbering.render(Style.HAN_BRACKET, second) + draw(st.sampled_from(HEADINGS))
            found = draw(st.lists(jobs(), min_size=1, max_size=4))
            if second == 1 and draw(st.booleans()):
                chapters.append(Chapter(heading, "", tuple(found)))
                break
            chapters.append(Chapter(heading, part, tuple(found)))
    return chapters


@settings(max_examples=150)
@given(layouts, plans())
def test_a_printed_plan_is_read_back(layout: Layout, chapters: list[Chapter]) -> None:
    document = Printer(layout).print("河湾县档案局2024年重点任务分工方案", chapters)
    plan = interpret(document)
    read = [
        (
            task.path,
            task.number,
            task.text,
            {(unit.role, unit.name) for unit in task.units},
            task.deadline.text,
        )
        for task in plan.tasks
    ]
    assert read == meant(layout, chapters)
    assert (plan.title, plan.issuer, plan.year) == (
        "河湾县档案局2024年重点任务分工方案",
        "河湾县档案局",
        2024,
    )
    table = next(document.tables)
    assert plan.rows.balances()
    assert plan.rows.total == table.row_count
    assert interpret(document) == plan


@settings(max_examples=50)
@given(layouts, plans())
def test_every_word_of_a_task_row_is_kept(layout: Layout, chapters: list[Chapter]) -> None:
    """Nothing dropped in silence: each cell's text is in the drafts' cells, headings or findings."""
    document = Printer(layout).print("河湾县档案局2024年重点任务分工方案", chapters)
    plan = interpret(document)
    kept = "".join("".join((*task.path, *task.cells, task.text)) for task in plan.tasks)
    kept += "".join(finding.message for finding in plan.findings) + "".join(plan.columns)
    kept = kept.replace("\n", "")
    for cell in next(document.tables).cells:
        assert cell.text.replace("\n", "") in kept
