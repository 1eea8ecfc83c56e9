"""The demo's days.  All hang on today: on any day of any year something is late, near and far.  Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from common.dates import SHANGHAI
from gongkai.demo.content import TaskContent
from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.workdays import WorkCalendar

LONG_TERM = ("长期", "全年")
# A deadline that hangs on today is never nearer to the issue date than this.
LEAST_WORKDAYS = 8


@dataclass(frozen=True, slots=True)
class Days:
    """When what was issued.  The plan in force is this year's from May on, last year's before: as in offices,
    where a plan comes in spring or summer and runs on past New Year."""

    now: dt.datetime
    calendar: WorkCalendar

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(SHANGHAI).date()

    @property
    def year(self) -> int:
        return self.today.year if self.today.month >= 5 else self.today.year - 1

    @property
    def issued(self) -> dt.date:
        """Of the plan in force."""
        if self.today.year > self.year:
            day = dt.date(self.year, 7, 15)
        else:
            day = max(dt.date(self.year, 2, 20), self.today - dt.timedelta(130))
        return self.calendar.next_workday_on_or_after(day)

    @property
    def last_issued(self) -> dt.date:
        """Of the plan before it."""
        return self.calendar.next_workday_on_or_after(dt.date(self.year - 1, 6, 20))

    @property
    def filed(self) -> dt.date:
        """When the plan before was filed away."""
        return self.calendar.last_workday_on_or_before(self.issued - dt.timedelta(7))

    @property
    def standing_issued(self) -> dt.date:
        """Of the standing items: late enough in a quarter for the next one to be their first."""
        return dt.date(self.year - 1, 9, 10)

    @property
    def drafted(self) -> dt.date:
        return self.calendar.last_workday_on_or_before(self.today - dt.timedelta(3))

    def deadline(self, task: TaskContent, year: int, issued: dt.date) -> Deadline:
        """What the plan of ``year`` prints, and what it means."""
        recurrence = Recurrence(task.recurrence) if task.recurrence else None
        if isinstance(task.due, dict):
            days = task.due["after_issue"]
            return Deadline(f"印发后{days}日内", DeadlineKind.RELATIVE, days_after_issue=days)
        if task.due in LONG_TERM:
            return Deadline(str(task.due), DeadlineKind.LONG_TERM, recurrence=recurrence)
        if task.due == "":
            return Deadline(None, DeadlineKind.NONE, recurrence=recurrence)
        day = self.day(task.due, year, issued)
        printed = (
            f"{day.month}月{day.day}日前" if day.year == year else f"{day.year}年{day.month}月{day.day}日前"
        )
        return Deadline(printed, DeadlineKind.DATE, day, recurrence=recurrence)

    def day(self, due: int | str, year: int, issued: dt.date) -> dt.date:
        """Working days from today, or "09-30" of the plan's year, "+01-31" of the year after it."""
        if isinstance(due, str):
            return dt.date.fromisoformat(f"{year + due.startswith('+')}-{due.lstrip('+')}")
        earliest = self.calendar.add_workdays(issued, LEAST_WORKDAYS)
        return max(earliest, self.calendar.add_workdays(self.today, due))

    def at(self, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        """A time of a day in Shanghai, never later than now."""
        return min(self.now, dt.datetime.combine(day, dt.time(hour, minute), SHANGHAI))
