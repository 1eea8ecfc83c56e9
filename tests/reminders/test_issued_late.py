"""A plan whose printed dates have passed when it is put into force: told of from then on, not in arrears."""

from __future__ import annotations

import datetime as dt

import pytest

from common.dates import SHANGHAI
from reminders import planner
from reminders.models import Reminder
from tasks.models import Plan
from tasks.services import plans, progress
from tasks.workflow import Completion
from tests.factories import person
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.conftest import Bureau, moment

D = dt.date
ISSUED = D(2026, 11, 20)  # a Friday, at ten
PASSED = D(2026, 6, 30)


@pytest.fixture
def late(bureau: Bureau) -> Plan:
    tasks = [new_task(f"公布第{n}批苗木名录", bureau.section, deadline=due(PASSED)) for n in range(3)]
    plans.archive(plan=bureau.plan, actor=bureau.clerk, now=moment(D(2026, 11, 2)))
    return issued_plan(bureau.unit, tasks, day=ISSUED)


def plan(day: dt.date, clock: str) -> planner.Counts:
    return planner.plan(today=day, now=moment(day, clock))


def seen() -> set[tuple[str, str, str]]:
    """(person, step, local time) of every row."""
    return {
        (row.recipient.username, row.step, f"{row.visible_from.astimezone(SHANGHAI):%m-%d %H:%M}")
        for row in Reminder.objects.select_related("recipient")
    }


def test_the_unit_hears_it_on_the_next_morning_and_others_by_the_usual_days(
    bureau: Bureau, late: Plan
) -> None:
    plan(ISSUED, "10:05")
    unit = {
        (who, step, at)
        for who in ("handler", "head")
        for step, at in [
            ("T+0", "11-23 08:30"), ("T+3", "11-25 08:30"), ("T+6", "11-30 08:30"), ("T+9", "12-03 08:30"),
        ]
    }  # fmt: skip
    above = {(who, step, at) for who, step, at in unit if step in {"T+6", "T+9"} and who == "head"}
    assert seen() == unit | {(who, step, at) for who in ("clerk", "leader") for _, step, at in above}


def test_one_mail_a_person_and_day_goes_out(bureau: Bureau, late: Plan) -> None:
    day = ISSUED
    while day <= D(2026, 11, 30):
        bureau.run(day, "10:05")
        day += dt.timedelta(1)
    assert [day for day, who, _ in bureau.mails if who == "handler"] == [
        D(2026, 11, 23),
        D(2026, 11, 25),
        D(2026, 11, 30),
    ]
    assert [day for day, who, _ in bureau.mails if who == "leader"] == [D(2026, 11, 30)]


@pytest.mark.parametrize("day", [ISSUED, D(2026, 11, 21), D(2026, 11, 24), D(2026, 12, 25)])
@pytest.mark.parametrize("clock", ["07:00", "10:05", "20:00"])
def test_no_row_is_seen_before_it_is_planned(bureau: Bureau, late: Plan, day: dt.date, clock: str) -> None:
    plan(day, clock)
    rows = Reminder.objects.filter(visible_from__lt=moment(day, clock))
    assert not rows.exists()
    assert not Reminder.objects.filter(visible_from__lt=late.released_at).exists()
    assert Reminder.objects.exists()


def test_runs_in_between_change_nothing(bureau: Bureau, late: Plan) -> None:
    plan(ISSUED, "10:05")
    before = set(Reminder.objects.values_list("pk", "visible_from", "state"))
    for day, clock in [(ISSUED, "17:55"), (ISSUED, "23:00"), (D(2026, 11, 22), "12:00")]:
        assert plan(day, clock).moved == 0
    for clock in ("08:29", "08:30", "11:00"):
        assert plan(D(2026, 11, 23), clock).moved == 0
    assert before <= set(Reminder.objects.values_list("pk", "visible_from", "state"))


def test_somebody_new_hears_of_the_current_step_on_the_next_morning(bureau: Bureau, late: Plan) -> None:
    bureau.run(D(2026, 11, 23))
    deputy = person("handler", bureau.section, username="deputy")
    plan(D(2026, 11, 26), "15:00")
    times = {(step, at) for who, step, at in seen() if who == deputy.username}
    assert ("T+3", "11-27 08:30") in times


def test_the_eve_of_the_next_step_waits_for_that_step(bureau: Bureau, late: Plan) -> None:
    plan(D(2026, 11, 24), "10:00")  # what was to be said on Monday would come with Wednesday's
    steps = {step for who, step, _ in seen() if who == "handler"}
    assert "T+3" in steps
    assert "T+0" not in steps


def test_taken_back_and_armed_again_is_not_seen_in_arrears(bureau: Bureau, late: Plan) -> None:
    item = late.obligations.select_related("period", "task", "unit", "plan__organisation").order_by("pk")[0]
    plan(ISSUED, "10:05")
    progress.report(
        obligation=item,
        actor=bureau.handler,
        now=moment(ISSUED, "10:30"),
        progress="已公布",
        completion=Completion.DONE,
    )
    progress.submit(obligation=item, actor=bureau.head, now=moment(ISSUED, "11:00"))
    plan(ISSUED, "11:05")
    item.refresh_from_db()
    progress.withdraw(obligation=item, actor=bureau.head, now=moment(D(2026, 11, 26), "15:00"))
    plan(D(2026, 11, 26), "15:05")
    first = Reminder.objects.filter(obligation=item, step="T+3", state="pending")
    assert {row.visible_from for row in first} == {moment(D(2026, 11, 27), "08:30")}
