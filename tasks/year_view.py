"""A year of working days for the eye: twelve months of weeks, each day with what it is and why.  Pure."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tasks.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Day:
    """``word``: 休 or 班 where the day is not what its weekday says; ``stated``: by the office."""

    day: date
    works: bool
    word: str
    stated: bool


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks begin on Monday; None stands for days of the neighbouring months."""

    number: int
    weeks: tuple[tuple[Day | None, ...], ...]
    workdays: int


def year_of(year: int, calendar: WorkCalendar, exceptions: Mapping[date, bool]) -> list[Month]:
    """The twelve months of a year."""
    return [_month(year, number, calendar, exceptions) for number in range(1, 13)]


def _month(year: int, number: int, calendar: WorkCalendar, exceptions: Mapping[date, bool]) -> Month:
    weeks = tuple(
        tuple(_day(date(year, number, day), calendar, exceptions) if day else None for day in week)
        for week in months.Calendar().monthdayscalendar(year, number)
    )
    return Month(number, weeks, sum(day.works for week in weeks for day in week if day))


def _day(day: date, calendar: WorkCalendar, exceptions: Mapping[date, bool]) -> Day:
    works, weekday = calendar.is_workday(day), day.weekday() < 5
    word = "" if works == weekday else ("班" if works else "休")
    return Day(day, works, word, day in exceptions)
