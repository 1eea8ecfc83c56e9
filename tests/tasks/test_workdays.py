from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.workdays import WorkCalendar

DAYS = st.dates(date(2016, 1, 1), date(2032, 12, 31))
EXCEPTIONS = st.dictionaries(DAYS, st.booleans(), max_size=40)
PLAIN = WorkCalendar()


def test_every_day_of_the_published_years_agrees_with_the_library():
    day, wrong = date(2004, 1, 1), []
    while day.year < 2027:
        if PLAIN.is_workday(day) != chinese_calendar.is_workday(day):
            wrong.append(day)
        day += timedelta(1)
    assert wrong == []


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2023, 1, 23), False),  # Spring Festival, a Monday
        (date(2023, 1, 28), True),  # make-up Saturday
        (date(2023, 1, 29), True),  # make-up Sunday
        (date(2022, 10, 5), False),  # National Day, a Wednesday
        (date(2027, 1, 31), False),  # a Sunday of a year not published
        (date(2027, 10, 1), True),  # a Friday of it: not guessed
    ],
)
def test_days_that_people_know(day, working):
    assert PLAIN.is_workday(day) is working


def test_a_year_is_published_by_the_library_or_by_the_office():
    assert PLAIN.is_published(2026)
    assert not PLAIN.is_published(2031)
    assert not PLAIN.is_published(2003)
    only_spring = WorkCalendar({date(2031, 1, 1): False})
    assert not only_spring.is_published(2031)
    only_autumn = WorkCalendar({date(2031, 10, 1): False})
    assert not only_autumn.is_published(2031)
    whole = WorkCalendar({date(2031, 1, 1): False, date(2031, 10, 1): False})
    assert whole.is_published(2031)
    assert not whole.is_published(2030)
    worked = WorkCalendar({date(2031, 1, 4): True, date(2031, 10, 4): True})
    assert not worked.is_published(2031)


def test_the_office_overrules_the_library():
    calendar = WorkCalendar({date(2023, 1, 23): True, date(2023, 2, 1): False})
    assert calendar.is_workday(date(2023, 1, 23))
    assert calendar.add_workdays(date(2023, 1, 31), 1) == date(2023, 2, 2)


def test_a_calendar_does_not_follow_its_source():
    source = {date(2023, 2, 1): False}
    calendar = WorkCalendar(source)
    source.clear()
    assert not calendar.is_workday(date(2023, 2, 1))


def test_counting_over_spring_festival():
    # Friday before the festival; Saturday and Sunday after it are worked.
    assert PLAIN.add_workdays(date(2023, 1, 20), 1) == date(2023, 1, 28)
    assert PLAIN.add_workdays(date(2023, 1, 28), -1) == date(2023, 1, 20)
    assert PLAIN.add_workdays(date(2023, 1, 25), -1) == date(2023, 1, 20)
    assert PLAIN.workdays_between(date(2023, 1, 20), date(2023, 1, 31)) == 4
    assert PLAIN.last_workday_on_or_before(date(2023, 1, 27)) == date(2023, 1, 20)
    assert PLAIN.next_workday_on_or_after(date(2023, 1, 21)) == date(2023, 1, 28)


@given(EXCEPTIONS, DAYS, st.integers(-300, 300))
def test_adding_and_counting_are_inverse(exceptions, day, count):
    calendar = WorkCalendar(exceptions)
    day = calendar.next_workday_on_or_after(day)
    there = calendar.add_workdays(day, count)
    assert calendar.is_workday(there)
    assert calendar.workdays_between(day, there) == count


@given(EXCEPTIONS, DAYS, st.integers(1, 60))
def test_steps_from_any_day_are_steps_one_by_one(exceptions, day, count):
    calendar = WorkCalendar(exceptions)
    forward, back = day, day
    for _ in range(count):
        forward = calendar.next_workday_on_or_after(forward + timedelta(1))
        back = calendar.last_workday_on_or_before(back - timedelta(1))
    assert calendar.add_workdays(day, count) == forward
    assert calendar.add_workdays(day, -count) == back
    assert calendar.add_workdays(day, 0) == day


@given(EXCEPTIONS, DAYS, st.integers(0, 800))
def test_counting_counts_every_working_day(exceptions, start, length):
    calendar = WorkCalendar(exceptions)
    end = start + timedelta(length)
    counted = sum(calendar.is_workday(start + timedelta(n)) for n in range(1, length + 1))
    assert calendar.workdays_between(start, end) == counted
    assert calendar.workdays_between(end, start) == -counted
