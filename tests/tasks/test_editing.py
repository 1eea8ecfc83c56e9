"""Editing a task: fields merge, the same field asks, open obligations follow."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from common.decisions import Forbidden, Refusal
from tasks.deadlines import Deadline, DeadlineKind
from tasks.models import Obligation, Plan, Task
from tasks.roles import Role
from tasks.services import editing, progress
from tasks.services.editing import EditConflict, deadline_words, units_words
from tasks.services.plans import NewAssignment
from tests.factories import person
from tests.factories_tasks import LONG_TERM, at, due, issued_plan, new_task, obligation_of
from tests.tasks.conftest import Bureau

DAY = dt.date(2026, 7, 6)
NOW = at(DAY)
DECEMBER = dt.date(2026, 12, 30)


@pytest.fixture
def plan(bureau: Bureau) -> Plan:
    return issued_plan(bureau.unit, [new_task("每年更新数据集。", bureau.green, deadline=due(DECEMBER))])


@pytest.fixture
def task(plan: Plan) -> Task:
    return plan.tasks.get()


def test_two_people_edit_different_fields_and_both_win(task: Task, bureau: Bureau) -> None:
    seen_text, seen_deadline = task.text, deadline_words(task.deadline)
    editing.edit_text(task=task, actor=bureau.clerk, now=NOW, text="每年更新开放数据集。", seen=seen_text)
    editing.edit_deadline(
        task=task, actor=bureau.clerk, now=NOW, deadline=due(dt.date(2026, 11, 30)), seen=seen_deadline
    )
    task.refresh_from_db()
    assert (task.text, task.due_on) == ("每年更新开放数据集。", dt.date(2026, 11, 30))
    assert task.version == 3


def test_the_same_field_shows_both_values_and_overwrites_nothing(task: Task, bureau: Bureau) -> None:
    seen = task.text
    editing.edit_text(task=task, actor=bureau.clerk, now=NOW, text="甲的改法。", seen=seen)
    colleague = person("office", bureau.unit)
    with pytest.raises(EditConflict) as caught:
        editing.edit_text(task=task, actor=colleague, now=NOW, text="乙的改法。", seen=seen)
    assert (caught.value.theirs, caught.value.yours) == ("甲的改法。", "乙的改法。")
    task.refresh_from_db()
    assert task.text == "甲的改法。"


def test_nobodys_later_save_clashes_with_their_own_earlier_one(task: Task, bureau: Bureau) -> None:
    seen = task.text
    for text in ("头一个窗口的改法。", "第二个窗口的改法。"):
        editing.edit_text(task=task, actor=bureau.clerk, now=NOW, text=text, seen=seen)
    task.refresh_from_db()
    assert task.text == "第二个窗口的改法。"


def test_the_same_value_twice_is_no_conflict_and_one_event(task: Task, bureau: Bureau) -> None:
    seen = task.text
    for _ in range(2):
        editing.edit_text(task=task, actor=bureau.clerk, now=NOW, text="一样的改法。", seen=seen)
    event = task.events.get(act="edited")
    assert event.changes == {"任务": ["每年更新数据集。", "一样的改法。"]}


def test_only_the_office_edits_and_nothing_becomes_empty(task: Task, bureau: Bureau) -> None:
    for user in (bureau.head, bureau.leader, bureau.stranger):
        with pytest.raises(Forbidden):
            editing.edit_text(task=task, actor=user, now=NOW, text="改", seen=task.text)
    with pytest.raises(Refusal, match="不能为空"):
        editing.edit_text(task=task, actor=bureau.clerk, now=NOW, text="  ", seen=task.text)


def test_a_new_date_moves_the_open_obligation_and_keeps_the_first_date(task: Task, bureau: Bureau) -> None:
    seen = deadline_words(task.deadline)
    new = due(dt.date(2026, 10, 15))
    editing.edit_deadline(task=task, actor=bureau.clerk, now=NOW, deadline=new, seen=seen)
    owed = Obligation.objects.get()
    assert (owed.due_on, owed.period.due_on, owed.period.first_due_on) == (
        dt.date(2026, 10, 15),
        dt.date(2026, 10, 15),
        DECEMBER,
    )


def test_from_a_date_to_long_term_untouched_periods_go_and_quarters_come(task: Task, bureau: Bureau) -> None:
    seen = deadline_words(task.deadline)
    with time_machine.travel(NOW):
        editing.edit_deadline(task=task, actor=bureau.clerk, now=NOW, deadline=LONG_TERM, seen=seen)
    assert [p.key for p in task.periods.all()] == ["2026Q3"]


def test_what_was_reported_on_is_waived_and_not_thrown_away(task: Task, plan: Plan, bureau: Bureau) -> None:
    owed = obligation_of(plan, bureau.green)
    progress.report(obligation=owed, actor=bureau.head, now=NOW, progress="已更新两个。")
    moved = [NewAssignment(role=Role.RESPONSIBLE, unit=bureau.roads)]
    seen = units_words(task.assignments.all())
    editing.edit_units(task=task, actor=bureau.clerk, now=NOW, assignments=moved, seen=seen)
    owed.refresh_from_db()
    assert owed.state == "waived"
    assert owed.reports.count() == 1
    assert owed.events.filter(act="waive", reason__contains="分工").exists()
    assert obligation_of(plan, bureau.roads).state == "pending"


def test_an_untouched_unit_that_leaves_owes_no_more(task: Task, plan: Plan, bureau: Bureau) -> None:
    wanted = [
        NewAssignment(role=Role.ASSIST, unit=bureau.green),
        NewAssignment(role=Role.LEAD, unit=bureau.roads),
    ]
    seen = units_words(task.assignments.all())
    editing.edit_units(task=task, actor=bureau.clerk, now=NOW, assignments=wanted, seen=seen)
    owed = {o.unit: (o.role, o.decides) for o in plan.obligations.all()}
    assert owed == {bureau.green: ("assist", False), bureau.roads: ("lead", True)}


def test_a_heading_of_another_plan_is_refused(task: Task, bureau: Bureau) -> None:
    other = issued_plan(bureau.unit, [new_task("别的", bureau.green)])
    with pytest.raises(Refusal, match="本计划"):
        editing.edit_heading(
            task=task,
            actor=bureau.clerk,
            now=NOW,
            requirement=other.requirements.get(),
            seen=task.requirement_id,
        )


def test_words_of_a_new_deadline_replace_the_printed_ones_and_the_source_row_stays(bureau: Bureau) -> None:
    cells = ("每年更新数据集。", "12月30日")
    plan = issued_plan(
        bureau.unit, [new_task("每年更新数据集。", bureau.green, deadline=due(DECEMBER), cells=cells)]
    )
    task = plan.tasks.get()
    new = Deadline(kind=DeadlineKind.DATE, date=dt.date(2026, 10, 15))
    seen = deadline_words(task.deadline)
    editing.edit_deadline(task=task, actor=bureau.clerk, now=NOW, deadline=new, seen=seen)
    task.refresh_from_db()
    assert (task.deadline_text, task.cells) == ("2026年10月15日", list(cells))
    assert task.periods.get().label == "2026年10月15日前"
