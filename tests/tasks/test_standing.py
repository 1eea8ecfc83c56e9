"""Standing items: switched on and off, opened year after year without any plan, carried by a plan's task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from common.decisions import Forbidden, Refusal
from reminders import planner
from reminders.models import Reminder
from tasks.deadlines import Deadline, Recurrence
from tasks.models import Obligation, Plan, StandingItem, Task
from tasks.presets import after_event, after_issue, at_period_end, presets, yearly
from tasks.roles import Role
from tasks.services import carrying, editing, plans, progress, revising, standing, upkeep
from tasks.services.plans import NewAssignment, NewTask
from tasks.services.standing import NewItem
from tasks.status import Board, status_of
from tasks.workflow import Completion, State
from tests.factories_tasks import LONG_TERM, at, due, issued_plan, make_plan, new_task
from tests.tasks.conftest import Bureau

D = dt.date
START = D(2026, 2, 10)
ISSUED, LINKED = D(2026, 7, 1), D(2026, 7, 2)
YEARLY = yearly(1, 31, START)
QUARTERLY = at_period_end(Recurrence.QUARTERLY)


def switch_on(bureau: Bureau, *deadlines: Deadline, day: dt.date = START) -> list[StandingItem]:
    """Items that the green section carries, by the order of their deadlines."""
    carried = (NewAssignment(Role.RESPONSIBLE, unit=bureau.green),)
    return standing.switch_on(
        organisation=bureau.unit,
        actor=bureau.clerk,
        now=at(day),
        items=[
            NewItem(NewTask(text=f"常设第{n}项", assignments=carried, deadline=deadline), code=f"C{n}")
            for n, deadline in enumerate(deadlines)
        ],
    )


def keys(item: StandingItem) -> list[str]:
    return list(item.task.periods.order_by("due_on", "pk").values_list("key", flat=True))


def owed(item: StandingItem, key: str) -> list[Obligation]:
    return list(Obligation.objects.filter(task=item.task, period__key=key))


def keep(*days: dt.date) -> None:
    for day in days:
        upkeep.keep(today=day, now=at(day))


def firsts(year: int) -> list[dt.date]:
    return [D(year, month, 1) for month in range(1, 13)]


def test_every_year_without_any_plan(bureau: Bureau) -> None:
    report, check = switch_on(bureau, YEARLY, QUARTERLY)
    for year in range(2026, 2031):
        keep(*firsts(year), *firsts(year)[:3])
    assert not Plan.objects.filter(kind=Plan.Kind.ANNUAL).exists()
    # The year's report opens on the day after the last one was due.
    assert keys(report) == ["2027", "2028", "2029", "2030", "2031"]
    assert [str(p.due_on) for p in report.task.periods.order_by("due_on")][:2] == ["2027-01-31", "2028-01-31"]
    assert keys(check) == [f"{year}Q{n}" for year in range(2026, 2031) for n in range(1, 5)]
    assert {o.unit for o in Obligation.objects.all()} == {bureau.green}
    assert Obligation.objects.count() == 5 + 20


def test_a_stopped_schedule_catches_up(bureau: Bureau) -> None:
    (check,) = switch_on(bureau, QUARTERLY)
    keep(D(2029, 5, 5))
    assert keys(check)[0] == "2026Q1"
    assert keys(check)[-1] == "2029Q2"
    assert len(keys(check)) == 14


def test_the_days_of_the_presets() -> None:
    today = D(2026, 11, 22)
    days = {code: preset.deadline(today).date for code, preset in presets().items()}
    assert days["XXGK-NB-BM"] == D(2027, 1, 31)
    assert days["ZZCL"] == D(2026, 12, 10)
    assert sum(preset.default for preset in presets().values()) == 14


def test_only_the_office_switches_and_somebody_has_to_owe(bureau: Bureau) -> None:
    item = NewItem(NewTask(text="报送", assignments=(NewAssignment(Role.RESPONSIBLE, unit=bureau.green),)))
    with pytest.raises(Forbidden):
        standing.switch_on(organisation=bureau.unit, actor=bureau.head, now=at(START), items=[item])
    with pytest.raises(Refusal, match="还没有责任单位"):
        standing.switch_on(
            organisation=bureau.unit, actor=bureau.clerk, now=at(START), items=[NewItem(NewTask("报送"))]
        )


def test_twice_is_once(bureau: Bureau) -> None:
    switch_on(bureau, YEARLY)
    switch_on(bureau, YEARLY, QUARTERLY, day=D(2026, 2, 11))
    assert Plan.objects.count() == 1
    assert StandingItem.objects.count() == Task.objects.count() == 2


def test_off_opens_nothing_more_and_leaves_what_was_reported(bureau: Bureau) -> None:
    report, check = switch_on(bureau, YEARLY, QUARTERLY)
    begun = owed(check, "2026Q1")[0]
    progress.report(
        obligation=begun, actor=bureau.head, now=at(START), progress="已自查", completion=Completion.DONE
    )
    for item in (report, check):
        standing.switch_off(item=item, actor=bureau.clerk, now=at(D(2026, 3, 1)))
    keep(*firsts(2026), *firsts(2027))
    assert keys(report) == []
    assert keys(check) == ["2026Q1"]
    begun.refresh_from_db()
    assert begun.state == State.PENDING
    progress.submit(obligation=begun, actor=bureau.head, now=at(D(2026, 3, 2)))


def test_on_again_asks_from_that_day_on(bureau: Bureau) -> None:
    (check,) = switch_on(bureau, QUARTERLY)
    standing.switch_off(item=check, actor=bureau.clerk, now=at(D(2026, 3, 1)))
    check.refresh_from_db()
    switch_on(bureau, QUARTERLY, day=D(2027, 4, 12))
    keep(D(2027, 7, 1))
    assert keys(check) == ["2027Q2", "2027Q3"]


def test_after_the_plan_was_filed_away_a_new_one_goes_on(bureau: Bureau) -> None:
    (report,) = switch_on(bureau, YEARLY)
    plans.archive(plan=report.task.plan, actor=bureau.clerk, now=at(D(2026, 3, 1)))
    (again,) = switch_on(bureau, yearly(1, 31, D(2026, 6, 1)), day=D(2026, 6, 1))
    assert again.pk == report.pk
    assert Task.objects.get(pk=again.task_id).plan.is_issued
    assert keys(again) == ["2027"]


def test_a_new_local_day_leaves_years_gone_by(bureau: Bureau) -> None:
    (report,) = switch_on(bureau, YEARLY)
    keep(D(2027, 2, 1))
    task = report.task
    editing.edit_deadline(
        task=task,
        actor=bureau.clerk,
        now=at(D(2027, 3, 1)),
        deadline=yearly(1, 15, START),
        seen=editing.deadline_words(task.deadline),
    )
    assert [(p.key, str(p.due_on)) for p in task.periods.all()] == [
        ("2027", "2027-01-31"),
        ("2028", "2028-01-15"),
    ]
    assert owed(report, "2027")[0].due_on == D(2027, 1, 31)


def test_what_counts_from_the_issue_of_a_plan(bureau: Bureau) -> None:
    (ledger,) = switch_on(bureau, after_issue(30))
    assert keys(ledger) == []
    plan = issued_plan(bureau.unit, [new_task("更新目录", bureau.green)], day=D(2026, 7, 1))
    assert [str(p.due_on) for p in ledger.task.periods.all()] == ["2026-07-31"]
    keep(D(2026, 7, 2))
    assert keys(ledger) == [f"P{plan.pk}"]
    plans.remove(plan=plan, actor=bureau.clerk, now=at(D(2026, 7, 3)))
    assert keys(ledger) == []


def test_what_counts_from_an_event(bureau: Bureau) -> None:
    (budget,) = switch_on(bureau, after_event(20))
    keep(D(2026, 3, 1))
    assert keys(budget) == []
    for _ in range(2):
        standing.open_round(item=budget, actor=bureau.clerk, now=at(D(2026, 3, 2)), event_on=D(2026, 2, 20))
    (obligation,) = Obligation.objects.all()
    assert obligation.due_on == D(2026, 3, 12)
    with pytest.raises(Refusal, match="请核对"):
        standing.open_round(item=budget, actor=bureau.clerk, now=at(D(2026, 3, 2)), event_on=D(2016, 2, 20))


def test_a_row_added_to_its_table_is_an_item_from_that_day_on(bureau: Bureau) -> None:
    (report,) = switch_on(bureau, YEARLY)
    new = new_task("季度自查", bureau.green, deadline=QUARTERLY)
    (task,) = revising.add_tasks(
        plan=report.task.plan, actor=bureau.clerk, now=at(D(2028, 4, 3)), tasks=[new]
    )
    assert (task.standing.code, task.standing.since) == ("", D(2028, 4, 3))
    assert keys(task.standing) == ["2028Q2"]


# Carried by a plan.


def plan_with(bureau: Bureau, *deadlines: Deadline, day: dt.date = ISSUED) -> tuple[Plan, list[Task]]:
    tasks = [new_task(f"方案第{n}条", bureau.roads, deadline=each) for n, each in enumerate(deadlines)]
    plan = make_plan(bureau.unit, tasks, actor=bureau.clerk, day=day)
    return plan, list(plan.tasks.in_printed_order())


def link(bureau: Bureau, item: StandingItem, task: Task, day: dt.date = LINKED) -> None:
    carrying.decide(standing=item.task, task=task, same=True, actor=bureau.clerk, now=at(day))


def reminded(item: StandingItem, days: Sequence[dt.date]) -> list[Reminder]:
    for day in days:
        planner.plan(today=day, now=at(day))
    return list(Reminder.objects.filter(obligation__task=item.task, state=Reminder.State.PENDING))


def test_a_draft_carries_nothing_until_it_is_issued(bureau: Bureau) -> None:
    (report,) = switch_on(bureau, YEARLY)
    plan, (task,) = plan_with(bureau, due(D(2027, 1, 31)))
    link(bureau, report, task)
    assert len(owed(report, "2027")) == 1
    plans.issue(plan=plan, actor=bureau.clerk, now=at(D(2026, 7, 3)))
    assert owed(report, "2027") == []
    assert Obligation.objects.get().task == task


def test_linked_is_not_doubled_and_comes_back_the_next_year(bureau: Bureau) -> None:
    report, check = switch_on(bureau, YEARLY, QUARTERLY)
    plan, (task, rhythm) = plan_with(bureau, due(D(2027, 1, 31)), LONG_TERM)
    plans.issue(plan=plan, actor=bureau.clerk, now=at(D(2026, 7, 1)))
    link(bureau, report, task)
    link(bureau, check, rhythm)
    keep(*firsts(2026)[7:], *firsts(2027))
    assert owed(report, "2027") == []
    assert [key for key in keys(check) if not owed(check, key)] == ["2026Q3", "2026Q4"]
    assert len(owed(report, "2028")) == len(owed(check, "2027Q1")) == 1
    # Of what the plan carries the planner writes to nobody; of the plan's own task it does.
    Reminder.objects.all().delete()
    assert reminded(report, [D(2027, 1, 4)]) == []
    assert Reminder.objects.filter(obligation__task=task).exists()
    status = status_of(Task.objects.select_related("plan").get(pk=report.task_id), Board.now())
    assert status.periods[0].light.word == "已承接"
    assert status.periods[0].light.sentence.startswith("由《2026年政务公开工作要点分工方案》第1项承接")


def test_the_link_withdraws_what_was_planned(bureau: Bureau) -> None:
    (report,) = switch_on(bureau, YEARLY)
    plan, (task,) = plan_with(bureau, due(D(2027, 1, 31)))
    plans.issue(plan=plan, actor=bureau.clerk, now=at(D(2026, 7, 1)))
    assert reminded(report, [D(2026, 12, 31)])
    link(bureau, report, task, D(2026, 12, 31))
    assert reminded(report, [D(2026, 12, 31), D(2027, 1, 29)]) == []


def test_what_was_reported_waits_and_what_was_handed_in_stays(bureau: Bureau) -> None:
    first, second = switch_on(bureau, YEARLY, YEARLY)
    told, done = owed(first, "2027")[0], owed(second, "2027")[0]
    for obligation in (told, done):
        progress.report(
            obligation=obligation,
            actor=bureau.head,
            now=at(START),
            progress="正在起草",
            completion=Completion.DONE,
        )
    progress.submit(obligation=done, actor=bureau.head, now=at(START))
    plan, (task,) = plan_with(bureau, due(D(2027, 1, 31)))
    plans.issue(plan=plan, actor=bureau.clerk, now=at(D(2026, 7, 1)))
    link(bureau, first, task)
    link(bureau, second, task)
    told.refresh_from_db()
    done.refresh_from_db()
    assert (told.state, done.state) == (State.WAIVED, State.SUBMITTED)
    assert told.events.first().reason.startswith("由计划任务承接：《2026年")  # type: ignore[union-attr]
    carrying.forget(carrying=first.task.carriers.get(), actor=bureau.clerk, now=at(D(2026, 7, 5)))
    told.refresh_from_db()
    assert told.state == State.PENDING
    assert told.reports.exists()


@pytest.mark.parametrize("way", ["forget", "archive", "remove", "retire", "redate", "another"])
def test_it_comes_back(bureau: Bureau, way: str) -> None:
    (report,) = switch_on(bureau, YEARLY)
    plan, (task,) = plan_with(bureau, due(D(2027, 1, 31)))
    plan = plans.issue(plan=plan, actor=bureau.clerk, now=at(D(2026, 7, 1)))
    link(bureau, report, task)
    assert owed(report, "2027") == []
    now, by = at(D(2026, 9, 1)), bureau.clerk
    match way:
        case "forget":
            carrying.forget(carrying=task.carries.get(), actor=by, now=now)
        case "archive":
            plans.archive(plan=plan, actor=by, now=now)
        case "remove":
            plans.remove(plan=plan, actor=by, now=now)
        case "retire":
            revising.retire_task(task=task, actor=by, now=now, reason="并入他项")
        case "redate":
            editing.edit_deadline(
                task=task,
                actor=by,
                now=now,
                deadline=due(D(2026, 12, 30)),
                seen=editing.deadline_words(task.deadline),
            )
        case "another":
            carrying.decide(standing=report.task, task=task, same=False, actor=by, now=now)
    (back,) = owed(report, "2027")
    assert (back.state, back.due_on, back.unit) == (State.PENDING, D(2027, 1, 31), bureau.green)
    told = report.task.events.filter(act="adjust").first()
    assert told is not None
    assert told.changes["2027年1月31日前"][1] == "按常设事项办理"
    keep(D(2026, 9, 2))
    assert len(owed(report, "2027")) == 1


def test_a_plan_that_has_done_it_keeps_it_when_filed_away(bureau: Bureau) -> None:
    (report,) = switch_on(bureau, YEARLY)
    plan, (task,) = plan_with(bureau, due(D(2026, 12, 30)))
    plans.issue(plan=plan, actor=bureau.clerk, now=at(D(2026, 7, 1)))
    keep(D(2026, 7, 2))
    editing.edit_deadline(
        task=task,
        actor=bureau.clerk,
        now=at(D(2026, 7, 2)),
        deadline=due(D(2027, 1, 20)),
        seen=editing.deadline_words(task.deadline),
    )
    link(bureau, report, task)
    (own,) = Obligation.objects.filter(task=task)
    by, now = bureau.other_head, at(D(2027, 1, 5))
    progress.report(obligation=own, actor=by, now=now, progress="已公布", completion=Completion.DONE)
    progress.submit(obligation=own, actor=by, now=now)
    progress.accept(obligation=own, actor=bureau.clerk, now=now)
    plans.archive(plan=plan, actor=bureau.clerk, now=at(D(2027, 1, 10)))
    keep(D(2027, 1, 11), D(2027, 2, 1))
    assert owed(report, "2027") == []
    assert len(owed(report, "2028")) == 1


def test_new_units_owe_nothing_where_a_plan_carries(bureau: Bureau) -> None:
    (report,) = switch_on(bureau, YEARLY)
    plan, (task,) = plan_with(bureau, due(D(2027, 1, 31)))
    plans.issue(plan=plan, actor=bureau.clerk, now=at(D(2026, 7, 1)))
    link(bureau, report, task)
    both = [NewAssignment(Role.RESPONSIBLE, unit=unit) for unit in (bureau.green, bureau.roads)]
    editing.edit_units(
        task=report.task,
        actor=bureau.clerk,
        now=at(D(2026, 7, 3)),
        assignments=both,
        seen=editing.units_words(report.task.assignments.all()),
    )
    assert owed(report, "2027") == []


def test_what_cannot_be_linked(bureau: Bureau) -> None:
    (report, check) = switch_on(bureau, YEARLY, QUARTERLY)
    plan, (task,) = plan_with(bureau, due(D(2027, 1, 31)))
    with pytest.raises(Refusal, match="只能由计划任务承接"):
        link(bureau, report, check.task)
    with pytest.raises(Forbidden):
        carrying.decide(standing=report.task, task=task, same=True, actor=bureau.head, now=at(START))
    plans.issue(plan=plan, actor=bureau.clerk, now=at(D(2026, 7, 1)))
    plans.archive(plan=plan, actor=bureau.clerk, now=at(D(2026, 7, 1)))
    with pytest.raises(Refusal, match="已归档"):
        link(bureau, report, task)


def test_the_first_reminder_of_an_item_is_its_own(bureau: Bureau) -> None:
    (report,) = switch_on(bureau, YEARLY)
    standing.set_first_days(item=report, actor=bureau.clerk, now=at(START), days=60)
    day = D(2026, 12, 2)
    assert {r.step for r in reminded(report, [day])} == {"FIRST"}
    with pytest.raises(Refusal, match="1 至 180"):
        standing.set_first_days(item=report, actor=bureau.clerk, now=at(START), days=500)
