"""The hours in which messages go out, and the pauses between tries."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import SHANGHAI, local_date
from reminders.backoff import JITTER, MOST_TRIES, pause
from reminders.window import Window, wall
from tasks.workdays import WorkCalendar

CALENDAR = WorkCalendar()
WORKDAYS = Window(dt.time(8, 30), dt.time(18, 0))
ALL_DAYS = Window(dt.time(8, 30), dt.time(18, 0), days_off=True)
moments = st.integers(0, 4 * 366 * 24 * 60).map(
    lambda minutes: dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-09-30 07:59", "2026-09-30 08:30"),
        ("2026-09-30 08:30", "2026-09-30 08:30"),
        ("2026-09-30 17:59", "2026-09-30 17:59"),
        ("2026-09-30 18:00", "2026-10-08 08:30"),  # National Day and the days around it
        ("2026-10-10 09:00", "2026-10-10 09:00"),  # a Saturday on which people work
        ("2026-10-11 09:00", "2026-10-12 08:30"),
    ],
)
def test_messages_wait_for_the_next_working_hours(now: str, opening: str) -> None:
    assert WORKDAYS.opening(at(now), CALENDAR) == at(opening)


def at(words: str) -> dt.datetime:
    return dt.datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


@given(moments)
def test_the_opening_is_never_early_and_always_open(moment: dt.datetime) -> None:
    opening = WORKDAYS.opening(moment, CALENDAR)
    local = opening.astimezone(SHANGHAI)
    assert opening >= moment
    assert CALENDAR.is_workday(local.date())
    assert dt.time(8, 30) <= local.time() < dt.time(18, 0)
    assert WORKDAYS.opening(opening, CALENDAR) == opening


@given(moments)
def test_days_off_count_where_the_office_says_so(moment: dt.datetime) -> None:
    assert ALL_DAYS.opening(moment, CALENDAR) - moment < dt.timedelta(hours=14, minutes=31)


@given(st.dates(dt.date(1985, 1, 1), dt.date(2035, 1, 1)))
def test_a_wall_time_is_shown_by_the_clock_in_summer_time_too(day: dt.date) -> None:
    moment = wall(day, dt.time(8, 30))
    assert local_date(moment) == day
    assert moment.astimezone(dt.UTC).astimezone(SHANGHAI).time() == dt.time(8, 30)


def test_pauses_grow_to_an_hour_and_end_after_a_day() -> None:
    found = [pause(tries, 0.5) for tries in range(1, MOST_TRIES)]
    seconds = [each.total_seconds() for each in found if each]
    assert seconds[:8] == [30, 60, 120, 240, 480, 900, 1800, 3600]
    assert set(seconds[7:]) == {3600}
    assert 24 * 3600 <= sum(seconds) <= 26 * 3600
    assert pause(MOST_TRIES, 0.5) is None


@given(st.integers(1, MOST_TRIES - 1), st.floats(0, 1, exclude_max=True))
def test_chance_spreads_a_pause_by_a_fifth(tries: int, chance: float) -> None:
    middle, spread = pause(tries, 0.5), pause(tries, chance)
    assert middle
    assert spread
    assert abs(spread / middle - 1) <= JITTER + 1e-6
