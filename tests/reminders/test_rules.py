import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.rules import HANDLER, HEAD, LEADER, OFFICE, PlannedStep, current_step, due_steps
from tasks.workdays import WorkCalendar

CALENDAR = WorkCalendar()
DUE = date(2023, 1, 31)
DAYS = st.dates(date(2016, 1, 1), date(2032, 12, 31))
ITEMS = st.fixed_dictionaries(
    {
        "due_on": DAYS,
        "first_days": st.none() | st.integers(0, 90),
        "long_term": st.booleans(),
    }
)


def planned(today, *, due_on=DUE, first_days=45, long_term=False, **more):
    return due_steps(
        due_on=due_on, first_days=first_days, long_term=long_term, today=today, calendar=CALENDAR, **more
    )


def days(steps):
    return {step.code: step.on for step in steps}


def test_the_steps_of_an_annual_report():
    assert days(planned(date(2023, 2, 10))) == {
        "FIRST": date(2022, 12, 16),  # 45 days before is Saturday 17 December
        "T-7": date(2023, 1, 17),
        "T-3": date(2023, 1, 28),  # a make-up Saturday
        "T-1": date(2023, 1, 30),
        "T-0": DUE,
        "T+3": date(2023, 2, 3),
        "T+6": date(2023, 2, 8),
    }


def test_a_day_off_moves_the_last_step_before_it():
    steps = days(planned(date(2027, 1, 31), due_on=date(2027, 1, 31)))
    assert steps["T-0"] == date(2027, 1, 29)
    assert steps["T-1"] == date(2027, 1, 28)


def test_the_first_reminder_of_a_short_item_opens_its_steps():
    assert list(days(planned(DUE, first_days=5))) == ["FIRST", "T-3", "T-1", "T-0"]


def test_a_first_reminder_on_the_day_of_another_is_that_other():
    assert list(days(planned(DUE, first_days=1))) == ["T-1", "T-0"]


def test_an_item_without_a_figure_takes_the_rule():
    assert days(planned(DUE, due_on=date(2022, 12, 30), first_days=None))["FIRST"] == date(2022, 12, 20)


def test_a_long_term_period_has_one_step_before_its_end():
    steps = planned(date(2022, 10, 13), due_on=date(2022, 9, 30), long_term=True, first_days=None)
    assert days(steps) == {
        "P-10": date(2022, 9, 20),
        "T+3": date(2022, 10, 10),
        "T+6": date(2022, 10, 13),
    }
    own = planned(date(2022, 9, 30), due_on=date(2022, 9, 30), long_term=True, first_days=16)
    assert days(own) == {"P-10": date(2022, 9, 14)}


@pytest.mark.parametrize(
    ("code", "audience"),
    [
        ("T-0", {HANDLER}),
        ("T+3", {HANDLER, HEAD}),
        ("T+6", {HANDLER, HEAD, OFFICE, LEADER}),
        ("T+9", {HANDLER, HEAD, OFFICE, LEADER}),
    ],
)
def test_who_hears_it(code, audience):
    (step,) = [step for step in planned(date(2023, 2, 28)) if step.code == code]
    assert step.audience == audience


def test_a_return_is_told_at_once_to_those_who_mend_it():
    step = planned(date(2023, 1, 28), returned_on=date(2023, 1, 22))[-1]
    assert (step.code, step.on, step.audience) == ("R20230122", date(2023, 1, 28), {HANDLER, HEAD})


def test_a_return_counts_before_a_date_on_its_day():
    steps = planned(date(2023, 1, 28), returned_on=date(2023, 1, 28))
    assert current_step(steps, date(2023, 1, 28)).code == "R20230128"


def test_a_preview_looks_ahead_of_today():
    assert planned(date(2022, 12, 1)) == ()
    assert list(days(planned(date(2022, 12, 1), until=date(2022, 12, 31)))) == ["FIRST"]


def test_after_a_stand_still_one_step_counts():
    steps = planned(date(2023, 1, 30))
    assert current_step(steps, date(2023, 1, 30)).code == "T-1"
    assert current_step(steps, date(2023, 1, 29)).code == "T-3"
    assert current_step(steps, date(2022, 12, 1)) is None


@given(ITEMS, st.integers(-60, 200), st.none() | st.integers(-30, 30))
def test_steps_fall_on_working_days_in_order_each_code_once(item, offset, returned):
    until = item["due_on"] + timedelta(offset)
    returned_on = None if returned is None else item["due_on"] + timedelta(returned)
    steps = planned(until, **item, returned_on=returned_on)
    assert all(CALENDAR.is_workday(step.on) and step.on <= until for step in steps)
    assert [step.on for step in steps] == sorted(step.on for step in steps)
    assert len({step.code for step in steps}) == len(steps)


@given(ITEMS, st.integers(0, 200))
def test_one_message_a_day_at_most(item, offset):
    steps = planned(item["due_on"] + timedelta(offset), **item)
    assert len({step.on for step in steps}) == len(steps)


@given(ITEMS, st.integers(-60, 200), st.integers(0, 60))
def test_a_later_horizon_only_appends(item, offset, more):
    until = item["due_on"] + timedelta(offset)
    before = planned(until, **item)
    assert planned(until + timedelta(more), **item)[: len(before)] == before


@given(ITEMS)
def test_overdue_steps_come_every_three_working_days_and_reach_ever_more_people(item):
    steps = [step for step in planned(item["due_on"] + timedelta(60), **item) if step.on > item["due_on"]]
    gaps = [CALENDAR.workdays_between(one.on, two.on) for one, two in itertools.pairwise(steps)]
    assert set(gaps) == {3}
    assert CALENDAR.workdays_between(item["due_on"], steps[0].on) == 3
    assert HEAD in steps[0].audience
    assert all((LEADER in step.audience) is ((step.on - item["due_on"]).days >= 7) for step in steps)
    assert all(one.audience <= two.audience for one, two in itertools.pairwise(steps))


def test_what_is_late_when_its_plan_comes_counts_from_then():
    steps = planned(date(2023, 4, 10), released_on=date(2023, 3, 24))  # a Friday
    assert [(step.code, step.on, step.audience) for step in steps[:4]] == [
        ("T+0", date(2023, 3, 27), {HANDLER, HEAD}),
        ("T+3", date(2023, 3, 29), {HANDLER, HEAD}),
        ("T+6", date(2023, 4, 3), {HANDLER, HEAD, OFFICE, LEADER}),
        ("T+9", date(2023, 4, 7), {HANDLER, HEAD, OFFICE, LEADER}),
    ]


@given(ITEMS, st.integers(1, 400))
def test_nothing_is_said_of_a_late_item_before_its_plan_is_in_force(item, days_late):
    released_on = item["due_on"] + timedelta(days_late)
    steps = planned(released_on + timedelta(60), **item, released_on=released_on)
    assert all(step.on > released_on for step in steps)
    assert len({step.on for step in steps}) == len(steps)
    assert steps[0].code == "T+0"


@given(ITEMS, st.integers(0, 400), st.integers(0, 60))
def test_a_plan_that_came_in_time_changes_no_step(item, early, offset):
    until = item["due_on"] + timedelta(offset)
    released_on = item["due_on"] - timedelta(early)
    assert planned(until, **item, released_on=released_on) == planned(until, **item)


@given(ITEMS)
def test_there_is_always_a_warning_on_the_last_working_day_or_before(item):
    last = CALENDAR.last_workday_on_or_before(item["due_on"])
    steps = planned(last, **item)
    assert steps
    assert item["long_term"] or steps[-1] == PlannedStep("T-0", last, frozenset({HANDLER}))


@given(ITEMS, st.integers(-100, 100))
def test_the_current_step_is_the_latest_that_has_come(item, offset):
    today = item["due_on"] + timedelta(offset)
    everything = planned(today + timedelta(100), **item)
    come = [step for step in everything if step.on <= today]
    assert current_step(everything, today) == (come[-1] if come else None)
