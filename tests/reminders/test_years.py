"""Over the years 2016 to 2032: steps fall on working days in order and go out at the hour on the wall."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from common.dates import SHANGHAI, local_date
from reminders.rules import current_step, due_steps
from reminders.window import Window, wall
from tasks.workdays import WorkCalendar

D = dt.date
DAYS = st.dates(D(2016, 1, 1), D(2032, 12, 31))
MOMENTS = st.builds(dt.datetime.combine, DAYS, st.times(), st.just(dt.UTC))
EXCEPTIONS = st.dictionaries(DAYS, st.booleans(), max_size=20)
WINDOW = Window(dt.time(8, 30), dt.time(18))


@given(due_on=DAYS, long_term=st.booleans(), stated=EXCEPTIONS, first=st.none() | st.integers(1, 180))
def test_steps_fall_on_working_days_in_order(
    due_on: D, long_term: bool, stated: dict[D, bool], first: int | None
) -> None:
    calendar = WorkCalendar(stated)
    today = due_on + dt.timedelta(40)
    steps = due_steps(due_on=due_on, first_days=first, long_term=long_term, today=today, calendar=calendar)
    days = [step.on for step in steps]
    assert days == sorted(days)
    assert len({step.code for step in steps}) == len(steps)
    assert all(calendar.is_workday(day) for day in days)
    for step in steps:
        late = step.code.startswith("T+")
        assert (step.on > due_on) is late
    assert current_step(steps, today) == steps[-1]


@given(moment=MOMENTS, stated=EXCEPTIONS)
def test_nothing_goes_out_outside_the_hours(moment: dt.datetime, stated: dict[D, bool]) -> None:
    calendar = WorkCalendar(stated)
    opening = WINDOW.opening(moment, calendar)
    local = opening.astimezone(SHANGHAI)
    assert opening >= moment
    assert dt.time(8, 30) <= local.time() < dt.time(18)
    assert calendar.is_workday(local.date())
    assert WINDOW.opening(opening, calendar) == opening
    assert WINDOW.morning(moment, calendar) >= moment


@given(day=DAYS)
def test_half_past_eight_is_half_past_midnight_in_the_database(day: D) -> None:
    moment = wall(day, dt.time(8, 30)).astimezone(dt.UTC)
    assert (moment.hour, moment.minute) == (0, 30)
    assert local_date(moment) == day
