"""The register: the plan's own columns as printed, what units reported, read back from the file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet
from pytest_django import DjangoAssertNumQueries

from reports.exports.csv_file import write_csv
from reports.exports.xlsx import FIRST_ROW, HEAD_ROW, write_xlsx
from reports.register import register
from reports.tables import Table
from tasks.deadlines import Deadline, DeadlineKind
from tasks.models import Plan, Task
from tasks.roles import Role
from tasks.services import editing, plans, progress
from tasks.services.plans import NewAssignment, NewTask
from tasks.services.progress import NewEvidence
from tasks.workflow import Completion
from tests.factories import person
from tests.reports.printed import BOTH, COLUMNS, FIRST, SECOND, say
from tests.reports.world import NOW, TODAY, World, draw_plan, issue
from units.audit import REGISTER_EXPORTED
from units.models import AuditEvent

TOLD = ["进展情况", "完成情况", "佐证材料", "存在问题及下一步", "备注"]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def column(table: Table, head: str) -> list[str]:
    index = [each.head for each in table.columns].index(head)
    return [row[index] for row in table.rows]


def sheet_of(table: Table) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(table))).active


def grid(sheet: Worksheet) -> list[list[str]]:
    """Texts of the rows below the heads, merged cells filled from their first."""
    values = {(c.row, c.column): c.value or "" for row in sheet.iter_rows() for c in row}
    for area in sheet.merged_cells.ranges:
        for row, col in area.cells:
            values[row, col] = values[area.min_row, area.min_col]
    rows = range(FIRST_ROW + 1, sheet.max_row + 1)
    return [[values[row, col] for col in range(1, sheet.max_column + 1)] for row in rows]


def test_the_plans_own_columns_come_first_and_as_printed(plan: Plan) -> None:
    table = register(plan, None, TODAY)
    assert [each.head for each in table.columns] == COLUMNS + TOLD
    assert column(table, "具体任务") == ["1. 核对目录。", "2. =1+1 是公式吗。", BOTH, BOTH]
    assert column(table, "工作要求") == [FIRST, FIRST, SECOND, SECOND]
    assert table.facts == "云溪市园林局　云园发〔2026〕7号"
    assert table.as_of == "截至2026年10月20日"


def test_read_back_the_file_is_the_table(plan: Plan) -> None:
    table = register(plan, None, TODAY)
    sheet = sheet_of(table)
    assert grid(sheet) == [list(row) for row in table.rows]
    assert [cell.value for cell in sheet[HEAD_ROW + 1]] == COLUMNS + TOLD
    assert sheet["A1"].value == "云溪市园林局2026年公开工作分工落实情况台账"
    below = {str(area) for area in sheet.merged_cells.ranges if area.min_row > FIRST_ROW}
    # Headings over their tasks, and the row out of which two tasks were split.
    assert below == {"A4:A5", "A6:A7", "B6:B7", "C6:C7", "D6:D7"}


def test_no_cell_is_a_formula(plan: Plan) -> None:
    obligation = plan.obligations.order_by("pk")[0]
    say(obligation, "=cmd|'/c calc'!A0", problems="@SUM(1)", completion=Completion.ONGOING)
    sheet = sheet_of(register(plan, None, TODAY))
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [cell.value for cell in cells if cell.data_type == "n" and cell.value is not None] == []
    assert "=cmd|'/c calc'!A0" in {cell.value for cell in cells}


def test_paper_is_a4_landscape_with_heads_on_every_page(plan: Plan) -> None:
    sheet = sheet_of(register(plan, None, TODAY))
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.print_title_rows == f"${HEAD_ROW + 1}:${HEAD_ROW + 1}"
    assert sheet.freeze_panes == f"A{FIRST_ROW + 1}"
    first = sheet.cell(FIRST_ROW + 1, 2)
    assert first.alignment.wrap_text
    assert first.border.left.style == first.border.bottom.style == "thin"


def test_csv_repeats_headings_and_disarms_formulas(plan: Plan) -> None:
    say(plan.obligations.order_by("pk")[0], "-2+3")
    data = write_csv(register(plan, None, TODAY))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["工作要求"] for row in rows] == [FIRST, FIRST, SECOND, SECOND]
    assert rows[0]["进展情况"] == "'-2+3"


def test_several_units_and_periods_say_who_and_when(world: World) -> None:
    office, green, _, trees = world.sections[world.parks]
    made = plans.create_plan(
        organisation=world.parks,
        actor=None,
        now=NOW,
        title="长期工作",
        year=2026,
        issued_on=dt.date(2026, 7, 1),
        tasks=[
            NewTask(
                text="常年更新",
                assignments=(NewAssignment(Role.RESPONSIBLE, office), NewAssignment(Role.RESPONSIBLE, green)),
                deadline=Deadline("长期", DeadlineKind.LONG_TERM),
            ),
            NewTask(text="无人过问", assignments=(NewAssignment(Role.GUIDE, trees),)),
        ],
    )
    issue(made)
    for obligation in made.obligations.order_by("period__due_on", "unit__position"):
        say(obligation, f"{obligation.period.key}已更新", completion=Completion.ONGOING)
    table = register(made, None, TODAY)
    assert column(table, "进展情况") == [
        "【2026年三季度】园林办公室：2026Q3已更新\n绿化科：2026Q3已更新\n"
        "【2026年四季度】园林办公室：2026Q4已更新\n绿化科：2026Q4已更新",
        "",
    ]
    assert column(table, "完成情况") == ["持续推进", ""]


def test_the_last_words_the_word_of_completion_and_every_page(plan: Plan) -> None:
    obligation = plan.obligations.order_by("pk")[0]
    head = person("head", obligation.unit)
    pages = [NewEvidence("https://www.example.org/1", "目录公告", dt.date(2026, 10, 8))]
    progress.report(
        obligation=obligation, actor=head, now=NOW, progress="起初", problems="人手不足", evidence=pages
    )
    progress.report(obligation=obligation, actor=head, now=NOW, progress="已核对", completion=Completion.DONE)
    later = [NewEvidence("https://www.example.org/2"), *pages]
    progress.report(obligation=obligation, actor=head, now=NOW, evidence=later, completion=Completion.DONE)
    progress.submit(obligation=obligation, actor=head, now=NOW)
    table = register(plan, None, TODAY)
    assert column(table, "进展情况")[0] == "已核对"
    assert column(table, "存在问题及下一步")[0] == ""
    first_page = "目录公告（2026-10-08）\nhttps://www.example.org/1"
    assert column(table, "佐证材料")[0] == f"{first_page}\nhttps://www.example.org/2"
    assert column(table, "完成情况")[0] == "已提交，待审核"
    progress.accept(obligation=obligation, actor=person("office", plan.organisation), now=NOW)
    assert column(register(plan, None, TODAY), "完成情况") == ["已完成", "未完成", "未完成", "未完成"]


def test_what_was_edited_is_printed_as_it_stands(plan: Plan, world: World) -> None:
    clerk = world.user("parks office")
    task = plan.tasks.get(number="1")
    editing.edit_text(task=task, actor=clerk, now=NOW, text="核对并公布目录。", seen="核对目录。")
    new = Deadline(None, DeadlineKind.DATE, dt.date(2026, 11, 15))
    seen = editing.deadline_words(task.deadline)
    editing.edit_deadline(task=task, actor=clerk, now=NOW, deadline=new, seen=seen)
    lead = NewAssignment(Role.LEAD, world.sections[world.parks][3])
    seen = editing.units_words(task.assignments.all())
    editing.edit_units(task=task, actor=clerk, now=NOW, assignments=[lead], seen=seen)
    table = register(plan, None, TODAY)
    assert column(table, "具体任务")[:2] == ["1. 核对并公布目录。", "2. =1+1 是公式吗。"]
    assert column(table, "时限")[:2] == ["2026年11月15日", "12月30日"]
    assert column(table, "责任单位")[:2] == ["苗木科牵头", "绿化科"]


def test_a_withdrawn_task_is_not_printed(plan: Plan) -> None:
    plan.tasks.filter(number="2").update(withdrawn_at=NOW)
    assert column(register(plan, None, TODAY), "具体任务") == ["1. 核对目录。", BOTH, BOTH]


def test_an_edit_without_a_column_of_its_own_is_a_remark(plan: Plan, world: World) -> None:
    plan.columns = COLUMNS[:3]
    plan.save()
    for each in plan.tasks.all():
        Task.objects.filter(pk=each.pk).update(cells=each.cells[:3])
    task = plan.tasks.get(number="2")
    new = Deadline(None, DeadlineKind.DATE, dt.date(2026, 11, 15))
    seen = editing.deadline_words(task.deadline)
    editing.edit_deadline(task=task, actor=world.user("parks office"), now=NOW, deadline=new, seen=seen)
    assert column(register(plan, None, TODAY), "备注") == ["", "完成时限：2026年11月15日", "", ""]


def test_chapters_printed_as_rows_of_their_own_become_a_column(plan: Plan, world: World) -> None:
    """Where no column repeats the headings, the register would lose them."""
    Plan.objects.filter(pk=plan.pk).update(columns=COLUMNS[1:])
    for task in Task.objects.filter(plan=plan):
        Task.objects.filter(pk=task.pk).update(cells=task.cells[1:])
    plan.refresh_from_db()
    table = register(plan, None, TODAY)
    assert [each.head for each in table.columns] == ["工作要求", *COLUMNS[1:], *TOLD]
    assert column(table, "工作要求") == [FIRST, FIRST, SECOND, SECOND]
    assert [(m.first, m.last) for m in table.merges if m.column == 0] == [(0, 1), (2, 3)]
    assert column(table, "时限") == ["12月30日"] * 4
    assert grid(sheet_of(table))[0][0] == FIRST


def test_a_plan_without_columns_gets_the_usual_ones(plan: Plan) -> None:
    plan.columns = []
    plan.save()
    table = register(plan, None, TODAY)
    heads = [each.head for each in table.columns]
    assert heads == ["工作要求", "序号", "工作任务", "责任分工", "完成时限", *TOLD]
    assert list(table.rows[0])[:5] == [FIRST, "1", "核对目录。", "园林办公室", "12月30日"]
    assert {(each.column, each.first, each.last) for each in table.merges} == {(0, 0, 1), (0, 2, 3)}


def test_who_sees_a_part_reads_reports_of_that_part_alone(plan: Plan, world: World, client: Client) -> None:
    for obligation in plan.obligations.order_by("pk"):
        say(obligation, f"{obligation.unit}的进展")
    everything = column(register(plan, world.user("parks leader"), TODAY), "进展情况")
    part = column(register(plan, world.user("parks head"), TODAY), "进展情况")
    assert everything == ["园林办公室的进展", "绿化科的进展", "绿化科的进展", "绿化科的进展"]
    assert part == ["", *everything[1:]]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_download_is_named_and_leaves_a_row_in_the_audit_log(
    plan: Plan, world: World, client: Client, suffix: str
) -> None:
    client.force_login(world.user("parks leader"))
    answer = client.get(f"/reports/{plan.pk}/register.{suffix}")
    assert answer.status_code == 200
    assert f"20261020.{suffix}" in answer["Content-Disposition"]
    row = AuditEvent.objects.get(act=REGISTER_EXPORTED)
    assert row.detail == {"plan": plan.pk, "format": suffix, "rows": 4}
    assert row.actor == world.user("parks leader")


@pytest.mark.parametrize(
    ("name", "status"), [("sports office", 404), ("admin", 403), ("auditor", 403), ("parks handler", 404)]
)
def test_no_download_for_who_does_not_see_the_plan(
    plan: Plan, world: World, client: Client, name: str, status: int
) -> None:
    client.force_login(world.user(name))
    for suffix in ("xlsx", "csv"):
        assert client.get(f"/reports/{plan.pk}/register.{suffix}").status_code == status
    assert not AuditEvent.objects.filter(act=REGISTER_EXPORTED).exists()


def test_list_of_registers_holds_what_the_person_sees(plan: Plan, world: World, client: Client) -> None:
    client.force_login(world.user("parks leader"))
    assert f"/reports/{plan.pk}/register.xlsx" in client.get("/reports/").content.decode()
    client.force_login(world.user("sports office"))
    html = client.get("/reports/").content.decode()
    assert plan.title not in html
    assert "还没有可以导出的计划" in html


def test_export_asks_as_many_queries_for_a_large_plan_as_for_a_small_one(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:

    sections = world.sections[world.parks]
    user = world.user("parks leader")
    small = draw_plan(random.Random(1), world.parks, sections, title="小", size=3)
    large = draw_plan(random.Random(2), world.parks, sections, title="大", size=40)
    register(small, user, TODAY)
    for plan in (small, large):
        with django_assert_num_queries(7):
            register(plan, user, TODAY)


def test_command_writes_the_file(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    call_command("export_register", str(plan.pk), str(path))
    assert openpyxl.load_workbook(path).active.max_row == FIRST_ROW + 4


@pytest.mark.parametrize(("pk", "name"), [(999_999, "a.xlsx"), (0, "a.docx"), (0, "missing/a.xlsx")])
def test_command_says_why_not(plan: Plan, tmp_path: Path, pk: int, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("export_register", str(pk or plan.pk), str(tmp_path / name))
