"""The walk of a year: who hears what on which day, of an item due on a Sunday before a holiday."""

from __future__ import annotations

import datetime as dt

from reminders.models import ReminderRule
from tasks.models import Obligation
from tasks.services import progress
from tasks.workflow import Completion
from tests.reminders.conftest import Bureau, moment

D = dt.date


def walk(bureau: Bureau, first: dt.date, last: dt.date) -> None:
    """Every day, working or not, in the morning and again in the afternoon."""
    day = first
    while day <= last:
        bureau.run(day, "09:00")
        bureau.run(day, "15:00")
        day += dt.timedelta(1)


def days_of(bureau: Bureau, who: str) -> list[dt.date]:
    return [day for day, person, _ in bureau.mails if person == who]


BEFORE = [D(2026, 12, 31), D(2027, 1, 20), D(2027, 1, 26), D(2027, 1, 28), D(2027, 1, 29)]
LATE = [D(2027, 2, 3), D(2027, 2, 8), D(2027, 2, 11)]


def test_head_and_handler_hear_each_step_once(bureau: Bureau) -> None:
    walk(bureau, D(2026, 12, 20), D(2027, 2, 13))
    assert days_of(bureau, "handler") == BEFORE + LATE
    assert days_of(bureau, "head") == BEFORE + LATE


def test_office_and_leader_hear_from_the_seventh_day_late(bureau: Bureau) -> None:
    walk(bureau, D(2027, 1, 25), D(2027, 2, 13))
    assert days_of(bureau, "clerk") == days_of(bureau, "leader") == [D(2027, 2, 8), D(2027, 2, 11)]


def test_head_hears_only_late_items_where_the_office_says_so(bureau: Bureau) -> None:
    ReminderRule.objects.create(organisation=bureau.unit, head_before_due=False)
    walk(bureau, D(2026, 12, 20), D(2027, 2, 13))
    assert days_of(bureau, "handler") == BEFORE + LATE
    assert days_of(bureau, "head") == LATE


def test_submitted_falls_silent_and_returned_wakes_at_once(bureau: Bureau) -> None:
    walk(bureau, D(2027, 1, 15), D(2027, 1, 21))
    submit(bureau.item, bureau, D(2027, 1, 22))
    walk(bureau, D(2027, 1, 22), D(2027, 1, 27))
    # First planned on a Friday after the hours began: it comes on Monday morning.
    assert days_of(bureau, "handler") == [D(2027, 1, 18), D(2027, 1, 20)]
    progress.return_(
        obligation=bureau.item, actor=bureau.clerk, now=moment(D(2027, 1, 27), "16:00"), reason="请补充网址"
    )
    assert bureau.run(D(2027, 1, 27), "16:05") == ["handler", "head"]
    assert {subject for *_, subject in bureau.mails[-2:]} == {"【公开台账】已退回：公布年度绿化养护情况"}
    walk(bureau, D(2027, 1, 28), D(2027, 1, 31))
    assert days_of(bureau, "handler")[-2:] == [D(2027, 1, 28), D(2027, 1, 29)]


def test_a_second_return_on_the_same_day_wakes_again(bureau: Bureau) -> None:
    day = D(2027, 1, 22)
    for clock in ("10:00", "14:00"):
        submit(bureau.item, bureau, day)
        progress.return_(obligation=bureau.item, actor=bureau.clerk, now=moment(day, clock), reason="请补充")
        assert bureau.run(day, clock) == ["handler", "head"]
    assert bureau.run(day, "15:00") == []


def submit(item: Obligation, bureau: Bureau, day: dt.date) -> None:
    progress.report(
        obligation=item,
        actor=bureau.handler,
        now=moment(day),
        progress=f"已公布（{day}）",
        completion=Completion.DONE,
    )
    progress.submit(obligation=item, actor=bureau.head, now=moment(day))
