"""China's working days: the statutory holidays with their make-up Saturdays and Sundays (调休).

Seeded by the chinesecalendar library (State Council notices, 2004 on). The office lays its own
exceptions over it. For a year without a notice only weekends are days off; `is_published` says so.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from chinese_calendar.constants import holidays as _HOLIDAYS
from chinese_calendar.constants import workdays as _MAKE_UP_DAYS

_LIBRARY_YEARS = frozenset(day.year for day in _HOLIDAYS)


def _is_base_workday(day: date) -> bool:
    return day not in _HOLIDAYS and (day.weekday() < 5 or day in _MAKE_UP_DAYS)


def _days_of(year: int) -> tuple[date, ...]:
    first = date(year, 1, 1)
    return tuple(first + timedelta(n) for n in range((date(year, 12, 31) - first).days + 1))


@lru_cache(maxsize=64)
def _base_year(year: int) -> tuple[date, ...]:
    return tuple(day for day in _days_of(year) if _is_base_workday(day))


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Working days, with the office's exceptions (True: working day, False: day off) over the seed.

    Immutable and cheap to ask: a year's working days are listed once per calendar.
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    _years: dict[int, tuple[date, ...]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "exceptions", dict(self.exceptions))

    def is_workday(self, day: date) -> bool:
        """Whether people work on this day."""
        stated = self.exceptions.get(day)
        return _is_base_workday(day) if stated is None else stated

    def is_published(self, year: int) -> bool:
        """Whether the year's holidays are known, and not merely its weekends.

        True where the library holds the year, or where the exceptions do: they name a day off in the
        first quarter (New Year, Spring Festival) and one in the fourth (National Day).
        """
        off = {day.month for day, working in self.exceptions.items() if day.year == year and not working}
        return year in _LIBRARY_YEARS or bool(off & {1, 2, 3} and off & {10, 11, 12})

    def last_workday_on_or_before(self, day: date) -> date:
        """`day` itself when people work on it, else the nearest working day before it."""
        while not self.is_workday(day):
            day -= timedelta(1)
        return day

    def next_workday_on_or_after(self, day: date) -> date:
        """`day` itself when people work on it, else the nearest working day after it."""
        while not self.is_workday(day):
            day += timedelta(1)
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; before it for a negative count; `day` itself for 0."""
        if count == 0:
            return day
        # A working day does not count as its own predecessor; a day off has none to leave out.
        position = bisect_right(self._year(day.year), day)
        if count > 0:
            position += count - 1
        else:
            position += count - self.is_workday(day)
        return self._at(day.year, position)

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` comes first."""
        if end < start:
            return -self.workdays_between(end, start)
        whole_years = sum(len(self._year(year)) for year in range(start.year, end.year))
        return (
            whole_years
            + bisect_right(self._year(end.year), end)
            - bisect_right(self._year(start.year), start)
        )

    def _year(self, year: int) -> tuple[date, ...]:
        if year not in self._years:
            self._years[year] = self._list_year(year)
        return self._years[year]

    def _list_year(self, year: int) -> tuple[date, ...]:
        if not any(day.year == year for day in self.exceptions):
            return _base_year(year)
        return tuple(day for day in _days_of(year) if self.is_workday(day))

    def _at(self, year: int, position: int) -> date:
        """The working day at `position` counted from the first of `year`, across years."""
        while position < 0:
            year -= 1
            position += len(self._year(year))
        while position >= len(self._year(year)):
            position -= len(self._year(year))
            year += 1
        return self._year(year)[position]
