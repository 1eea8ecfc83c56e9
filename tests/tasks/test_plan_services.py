"""Making and issuing plans."""

from __future__ import annotations

import datetime as dt

import pytest

from common.decisions import Forbidden, Refusal
from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.models import Obligation, Plan, TaskEvent
from tasks.roles import Role
from tasks.services import periods, plans
from tasks.services.plans import NewAssignment
from tests.factories_tasks import LONG_TERM, at, due, issued_plan, make_plan, new_task
from tests.tasks.conftest import Bureau
from units.services import name_group

JULY = dt.date(2026, 7, 1)


def test_create_keeps_headings_order_and_printed_row(bureau: Bureau) -> None:
    plan = make_plan(
        bureau.unit,
        [
            new_task("甲", bureau.green, path=("一、平台", "（一）网站"), number="1", cells=("一", "甲")),
            new_task("乙", bureau.green, path=("一、平台", "（二）新媒体"), number="2"),
            new_task("丙", bureau.green, path=("二、保障", "（一）网站"), number="3"),
        ],
        actor=bureau.clerk,
    )
    titles = [(r.parent.title if r.parent else None, r.title) for r in plan.requirements.all()]
    assert titles == [
        (None, "一、平台"),
        ("一、平台", "（一）网站"),
        ("一、平台", "（二）新媒体"),
        (None, "二、保障"),
        ("二、保障", "（一）网站"),
    ]
    assert [task.text for task in plan.tasks.all()] == ["甲", "乙", "丙"]
    assert plan.tasks.first().cells == ["一", "甲"]
    assert plan.state == Plan.State.DRAFT
    assert not plan.obligations.exists()


def test_only_the_office_of_the_organisation_makes_and_issues(bureau: Bureau) -> None:
    tasks = [new_task("甲", bureau.green)]
    for other in (bureau.head, bureau.leader, bureau.stranger):
        with pytest.raises(Forbidden, match="公开办"):
            make_plan(bureau.unit, tasks, actor=other)
    plan = make_plan(bureau.unit, tasks, actor=bureau.clerk)
    with pytest.raises(Forbidden):
        plans.issue(plan=plan, actor=bureau.head, now=at(JULY))


def test_an_empty_plan_is_refused(bureau: Bureau) -> None:
    with pytest.raises(Refusal, match="没有任务"):
        make_plan(bureau.unit, [], actor=bureau.clerk)
    assert not Plan.objects.exists()


def test_issue_opens_periods_and_a_second_issue_is_refused(bureau: Bureau) -> None:
    plan = issued_plan(
        bureau.unit,
        [new_task("甲", bureau.green, deadline=due(dt.date(2026, 12, 30))), new_task("乙", bureau.roads)],
        actor=bureau.clerk,
    )
    owed = [(o.unit, o.due_on, o.state) for o in plan.obligations.order_by("pk")]
    assert owed == [
        (bureau.green, dt.date(2026, 12, 30), "pending"),
        (bureau.roads, dt.date(2026, 9, 30), "pending"),
    ]
    with pytest.raises(Refusal, match="不能再次下发"):
        plans.issue(plan=plan, actor=bureau.clerk, now=at(JULY))


def test_open_periods_is_idempotent_and_goes_on_quarter_by_quarter(bureau: Bureau) -> None:
    plan = issued_plan(bureau.unit, [new_task("乙", bureau.roads)])
    october = dt.date(2026, 10, 1)
    assert periods.open_periods(today=JULY, now=at(JULY)) == (0, 0)
    assert periods.open_periods(today=october, now=at(october)) == (1, 1)
    assert periods.open_periods(today=october, now=at(october)) == (0, 0)
    assert [o.due_on for o in plan.obligations.all()] == [dt.date(2026, 9, 30), dt.date(2026, 12, 30)]
    opened = TaskEvent.objects.filter(act=TaskEvent.Act.OPENED)
    assert opened.count() == 2


def test_collectives_expand_and_a_named_unit_owes_once(bureau: Bureau) -> None:
    everyone = name_group(organisation=bureau.unit, name="各科室", members=[bureau.green, bureau.roads])
    assignments = (
        NewAssignment(role=Role.LEAD, unit=bureau.green),
        NewAssignment(role=Role.ASSIST, group=everyone),
    )
    plan = issued_plan(bureau.unit, [new_task("甲", assignments=assignments)])
    owed = {o.unit: (o.role, o.decides, o.group) for o in plan.obligations.all()}
    assert owed == {
        bureau.green: ("lead", True, None),
        bureau.roads: ("assist", False, everyone),
    }
    # The expansion is kept: a later change of the collective does not rewrite what is owed.
    name_group(organisation=bureau.unit, name="各科室", members=[bureau.green])
    assert plan.obligations.filter(unit=bureau.roads).exists()


def test_guides_prohibitions_and_undated_tasks_owe_nothing(bureau: Bureau) -> None:
    guide = (NewAssignment(role=Role.GUIDE, unit=bureau.roads),)
    plan = issued_plan(
        bureau.unit,
        [
            new_task("甲", assignments=guide),
            new_task("不再另发通知。", bureau.green, is_directive=False),
            new_task("乙", bureau.green, deadline=Deadline()),
        ],
    )
    assert not Obligation.objects.filter(plan=plan).exists()


def test_relative_and_recurring_deadlines(bureau: Bureau) -> None:
    relative = Deadline(text="印发30日内", kind=DeadlineKind.RELATIVE, days_after_issue=30)
    monthly = Deadline(text="每月", kind=DeadlineKind.NONE, recurrence=Recurrence.MONTHLY)
    plan = issued_plan(
        bureau.unit,
        [new_task("台账", bureau.green, deadline=relative), new_task("例会", bureau.roads, deadline=monthly)],
    )
    assert obligations(plan) == {("绿化科", dt.date(2026, 7, 31)), ("养护科", dt.date(2026, 7, 31))}


def obligations(plan: Plan) -> set[tuple[str, dt.date]]:
    return {(str(o.unit), o.due_on) for o in plan.obligations.all()}


def test_archive_ends_the_work(bureau: Bureau) -> None:
    plan = issued_plan(bureau.unit, [new_task("甲", bureau.green, deadline=LONG_TERM)])
    plan = plans.archive(plan=plan, actor=bureau.clerk, now=at(JULY))
    assert plan.state == Plan.State.ARCHIVED
    assert not Obligation.objects.owed_by(bureau.head).exists()


def test_a_plan_put_into_force_late_asks_for_no_rounds_that_were_over(bureau: Bureau) -> None:
    plan = make_plan(bureau.unit, [new_task("甲", bureau.green)], day=dt.date(2026, 1, 15))
    november = dt.date(2026, 11, 22)
    plans.issue(plan=plan, actor=None, now=at(november))
    assert [period.key for period in plan.tasks.get().periods.all()] == ["2026Q4"]


def test_where_all_rounds_are_over_the_last_one_is_asked_for(bureau: Bureau) -> None:
    plan = make_plan(bureau.unit, [new_task("甲", bureau.green)], day=dt.date(2026, 1, 15))
    plans.issue(plan=plan, actor=None, now=at(dt.date(2027, 3, 1)))
    assert [period.key for period in plan.tasks.get().periods.all()] == ["2026Q4"]
