"""Columns and rows: what a table's parts are recognised as."""

from __future__ import annotations

import pytest

from importer.draft import PlanDraft
from importer.grid import Block, Cell, Document, Paragraph, Place, Table
from importer.interpret import headers
from importer.interpret.errors import NoPlan
from importer.interpret.headers import Kind
from importer.interpret.plan import interpret


def table(*rows: str) -> Table:
    """Rows with | between cells; a cell ^ continues the one above, a cell < the one to its left."""
    grid = [[text.strip() for text in row.split("|")] for row in rows]
    cells = []
    for r, row in enumerate(grid):
        for c, text in enumerate(row):
            if text in ("^", "<"):
                continue
            down = next((n for n, below in enumerate(grid[r + 1 :]) if below[c] != "^"), len(grid) - r - 1)
            right = next((n for n, beside in enumerate(row[c + 1 :]) if beside != "<"), len(row) - c - 1)
            cells.append(Cell(text.replace("/n", "\n"), r, c, down + 1, right + 1))
    return Table(tuple(cells), tuple(Place(table=1, row=r + 1) for r in range(len(grid))))


def plan_of(*blocks: Block) -> PlanDraft:
    return interpret(Document(blocks, "test"))


def read(*blocks: Block) -> list[tuple[tuple[str, ...], str | None, str, list[str]]]:
    return [
        (task.path, task.number, task.text, [f"{unit.role}:{unit.name}" for unit in task.units])
        for task in plan_of(*blocks).tasks
    ]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("序 号", Kind.NUMBER),
        ("责任领导", Kind.PERSON),
        ("责任单位及责任人", Kind.UNITS),
        ("责任科（室）", Kind.UNITS),
        ("协办部门", Kind.UNITS),
        ("完成时限", Kind.DEADLINE),
        ("进度安排", Kind.DEADLINE),
        ("工作目标", Kind.OTHER),
        ("完成情况", Kind.OTHER),
        ("备 注", Kind.REMARK),
        ("目标任务", Kind.TEXT),
        ("工作任务", Kind.TEXT),
        ("颜色", None),
    ],
)
def test_header_words(words: str, kind: Kind | None) -> None:
    assert headers.kind_of(words) is kind


def test_the_same_header_word_is_a_heading_here_and_the_task_there() -> None:
    heading = table("工作任务|具体措施|责任单位", "抓培训|组织两期培训班。|人事科", "^|编印培训手册。|人事科")
    task = table("工作任务|责任单位", "组织两期培训班。|人事科", "编印培训手册。|档案科")
    assert [row[:3] for row in read(heading)] == [
        (("抓培训",), None, "组织两期培训班。"),
        (("抓培训",), None, "编印培训手册。"),
    ]
    assert [row[:3] for row in read(task)] == [((), None, "组织两期培训班。"), ((), None, "编印培训手册。")]


def test_a_two_line_header_and_a_column_of_persons() -> None:
    rows = (
        "重点任务|具体措施|责任分工|<|<|时限",
        "^|^|责任领导|牵头单位|配合单位|^",
        "抓培训|组织两期培训班。|张文|人事科|各科室|长期",
        "抓档案|编制档案目录。|李明|档案科|/|长期",
    )
    plan = plan_of(table(*rows))
    assert plan.columns == ("重点任务", "具体措施", "责任领导", "牵头单位", "配合单位", "时限")
    assert [[(unit.role, unit.name) for unit in task.units] for task in plan.tasks] == [
        [("lead", "人事科"), ("assist", "各科室")],
        [("lead", "档案科")],
    ]
    assert plan.tasks[0].cells[2] == "张文"
    assert any(finding.code == "column_kept" and "责任领导" in finding.message for finding in plan.findings)


def test_without_a_header_the_cells_say_what_they_are() -> None:
    rows = (
        "1|组织两期培训班，发放手册。|人事科|长期",
        "2|编制档案目录，按时移交。|档案科牵头，各科室配合|6月底前",
        "3|更新办事指南，方便查阅。|办公室|全年",
    )
    found = read(table(*rows))
    assert [row[1] for row in found] == ["1", "2", "3"]
    assert found[1][3] == ["lead:档案科", "assist:各科室"]
    assert {finding.code for finding in plan_of(table(*rows)).findings} >= {"header_missing"}


def test_tables_that_continue_and_notes_between() -> None:
    first = table("序号|任务内容|责任单位", "一、抓基础|<|<", "1|组织两期培训班。|人事科")
    second = table("序号|任务内容|责任单位", "2|编制档案目录。|档案科")
    third = table(
        "3|更新办事指南，方便群众查阅。|办公室", "4|公布权责清单，做到底数清楚。|法规科", "注：按季报送|<|<"
    )
    between = Paragraph("（续表）", Place(line=9))
    found = read(first, between, second, third)
    assert [(row[0], row[1]) for row in found] == [(("一、抓基础",), number) for number in "1234"]
    plan = plan_of(first, between, second, third)
    assert plan.rows.balances()
    assert (plan.rows.total, plan.rows.headers, plan.rows.headings, plan.rows.remarks) == (8, 2, 1, 1)


def test_the_text_that_goes_on_after_a_page_break() -> None:
    rows = (
        "重点任务|具体措施|责任单位",
        "抓培训|1.组织两期|人事科",
        "重点任务|具体措施|责任单位",
        "抓培训|培训班。|",
        "|2.编印手册。|档案科",
        "|发放到人。|",
    )
    plan = plan_of(table(*rows))
    assert [(task.number, task.text) for task in plan.tasks] == [
        ("1", "组织两期培训班。"),
        ("2", "编印手册。\n发放到人。"),
    ]
    assert sum(finding.code == "continued" for finding in plan.findings) == 2
    assert plan.rows.continued == 2


def test_blank_units_stand_for_those_above_and_a_person_is_told() -> None:
    rows = (
        "重点任务|具体措施|责任单位",
        "抓培训|1.组织培训班。|人事科",
        "|2.编印手册。|",
        "抓档案|3.编制目录。|",
    )
    plan = plan_of(table(*rows))
    assert [[unit.name for unit in task.units] for task in plan.tasks] == [["人事科"], ["人事科"], []]
    codes = [(finding.code, finding.task) for finding in plan.findings]
    assert ("units_inherited", 1) in codes
    assert ("no_unit", 2) in codes


def test_a_blank_date_is_not_taken_from_above() -> None:
    rows = (
        "具体措施|责任单位|时限",
        "组织两期培训班。|人事科|9月底前",
        "编印培训手册，年底前完成。|人事科|",
        "发放培训手册。|人事科|",
    )
    deadlines = [task.deadline for task in plan_of(table(*rows)).tasks]
    assert [(deadline.text, deadline.source) for deadline in deadlines] == [
        ("9月底前", "column"),
        ("年底前", "text"),
        (None, None),
    ]


def test_a_task_over_two_rows_has_the_units_of_both() -> None:
    rows = ("任务类别|任务要求|责任科室", "排查|全面排查并建账。|应急科", "^|^|各社区居委会")
    assert read(table(*rows))[0][3] == ["responsible:应急科", "responsible:各社区居委会"]


def test_numbers_beside_headings_number_the_headings() -> None:
    rows = (
        "序号|重点任务|具体措施|责任单位",
        "1|抓培训|组织两期培训班。|人事科",
        "^|^|编印培训手册。|人事科",
        "2|抓档案|编制档案目录。|档案科",
    )
    assert [row[1] for row in read(table(*rows))] == [None, None, None]


def test_chinese_numbers_in_the_number_column_are_headings() -> None:
    rows = ("序号|工作内容|责任单位|时限", "一|抓好基础工作||", "1|组织两期培训班。|人事科|长期")
    assert read(table(*rows))[0][0] == ("一、抓好基础工作",)


def test_a_row_without_task_text_takes_its_heading() -> None:
    rows = ("任务类别|任务要求|责任科室", "一、排查|全面排查并建账。|应急科", "二、开展宣传教育||党群科")
    assert read(table(*rows))[1] == ((), "二", "开展宣传教育", ["responsible:党群科"])


def test_other_tables_are_no_plan() -> None:
    contacts = table("序号|单位|联系人|电话", "1|档案科|张文|1234567", "2|人事科|李明|2345678")
    with pytest.raises(NoPlan):
        plan_of(contacts)
    plan = plan_of(table("工作任务|责任单位", "组织两期培训班。|人事科"), contacts)
    assert len(plan.tasks) == 1
    assert any(finding.code == "table_ignored" for finding in plan.findings)


def test_main_responsibility_leads_only_beside_assisting_units() -> None:
    both = table("工作任务|主要责任单位|协同配合单位", "组织两期培训班。|人事科|各科室")
    alone = table("工作任务|主要责任单位", "组织两期培训班。|人事科")
    assert read(both)[0][3] == ["lead:人事科", "assist:各科室"]
    assert read(alone)[0][3] == ["responsible:人事科"]


def test_a_numbered_line_alone_in_the_task_column_is_a_heading() -> None:
    rows = (
        "任务|责任单位|时限",
        "一、公开||",
        "1.更新目录|办公室|长期",
        "二、解读||",
        "2.编写图解|各科室|长期",
    )
    assert [row[:3] for row in read(table(*rows))] == [
        (("一、公开",), "1", "更新目录"),
        (("二、解读",), "2", "编写图解"),
    ]


def test_but_not_where_the_tasks_themselves_are_numbered_so() -> None:
    rows = ("任务|责任单位", "（一）更新目录。|办公室", "（二）编写图解。|")
    assert [row[1:] for row in read(table(*rows))] == [
        ("一", "更新目录。", ["responsible:办公室"]),
        ("二", "编写图解。", ["responsible:办公室"]),
    ]


def test_problems_to_the_left_of_measures_are_headings() -> None:
    rows = ("反馈问题|整改措施|整改目标|责任科室", "更新不及时|建立台账，每周更新。|及时准确|党政办")
    assert read(table(*rows))[0][0] == ("更新不及时",)


def test_two_unit_columns_without_a_header_lead_and_assist() -> None:
    rows = (
        "1|组织两期培训班，发放手册。|人事科|各科室",
        "2|编制档案目录，按时移交。|档案科|办公室",
        "3|更新办事指南，方便查阅。|办公室|法规科",
    )
    assert read(table(*rows))[0][3] == ["lead:人事科", "assist:各科室"]


def test_a_date_among_the_units_is_the_deadline() -> None:
    plan = plan_of(table("工作任务|责任单位", "组织两期培训班。|人事科牵头，9月底前完成"))
    (task,) = plan.tasks
    assert [unit.name for unit in task.units] == ["人事科"]
    assert task.deadline.text == "9月底前完成"


def test_sums_signatures_and_page_numbers_are_no_tasks() -> None:
    rows = (
        "填报日期：2024年3月1日|<|<",
        "序号|任务内容|责任单位",
        "1|组织两期培训班。|人事科",
        "— 2 —|<|<",
        "合计|1项|",
        "填表人：张文|<|<",
    )
    plan = plan_of(table(*rows))
    assert len(plan.tasks) == 1
    assert (plan.rows.remarks, plan.rows.balances()) == (4, True)


@pytest.mark.parametrize("below", ["", "^", "人事科"])
def test_tasks_without_full_stops_are_not_run_together(below: str) -> None:
    rows = (
        "重点任务|具体措施|责任单位",
        "抓培训|组织两期培训班|人事科",
        f"^|编印培训手册|{below}",
        f"^|发放学习资料|{below}",
    )
    found = read(table(*rows))
    assert [row[2] for row in found] == ["组织两期培训班", "编印培训手册", "发放学习资料"]
    assert {tuple(row[3]) for row in found} == {("responsible:人事科",)}


def test_numbered_rows_without_full_stops_stay_apart() -> None:
    rows = ("序号|具体措施|责任单位", "1|组织两期|人事科", "序号|具体措施|责任单位", "2|编印手册|人事科")
    assert [row[1:3] for row in read(table(*rows))] == [("1", "组织两期"), ("2", "编印手册")]


def test_an_unfinished_text_goes_on_behind_a_page_break_though_its_units_are_printed_again() -> None:
    rows = (
        "重点任务|具体措施|责任单位",
        "抓档案|编制档案目录。|档案科",
        "抓培训|组织两期面向全体干部的|人事科",
        "重点任务|具体措施|责任单位",
        "抓培训|业务培训班。|人事科",
    )
    assert [row[2] for row in read(table(*rows))] == ["编制档案目录。", "组织两期面向全体干部的业务培训班。"]


def test_the_long_column_is_the_task_also_left_of_a_short_one() -> None:
    rows = ("任务内容|项目|责任单位", "组织两期面向全体干部的业务培训班，发放学习资料。|培训|人事科")
    assert read(table(*rows))[0][:3] == ((), None, "组织两期面向全体干部的业务培训班，发放学习资料。")


def test_where_headings_are_printed_in_each_row_a_blank_one_is_none() -> None:
    rows = (
        "工作类别|重点任务|具体措施|责任单位",
        "一、夯实基础|（一）抓培训|组织两期培训班。|人事科",
        "一、夯实基础|（一）抓培训|编印培训手册。|人事科",
        "一、夯实基础|（一）抓培训|发放学习资料。|人事科",
        "一、夯实基础||更新办事指南。|办公室",
    )
    assert [row[0] for row in read(table(*rows))][-2:] == [
        ("一、夯实基础", "（一）抓培训"),
        ("一、夯实基础",),
    ]
