"""When messages may go out: working days between two times of day, by the wall clock in Shanghai.  Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from common.dates import SHANGHAI, local_date
from tasks.workdays import WorkCalendar


def wall(day: dt.date, clock: dt.time) -> dt.datetime:
    """The moment at which clocks in Shanghai show this time on this day."""
    return dt.datetime.combine(day, clock, SHANGHAI)


@dataclass(frozen=True, slots=True)
class Window:
    """From ``opens`` until ``closes`` (not included), on working days, or on all days where ``days_off``."""

    opens: dt.time
    closes: dt.time
    days_off: bool = False

    def opening(self, moment: dt.datetime, calendar: WorkCalendar) -> dt.datetime:
        """The first moment at or after ``moment`` at which messages may go out."""
        day = local_date(moment)
        if self._is_open_on(day, calendar):
            if moment < wall(day, self.opens):
                return wall(day, self.opens)
            if moment < wall(day, self.closes):
                return moment
        return wall(self.day_after(day, calendar), self.opens)

    def morning(self, moment: dt.datetime, calendar: WorkCalendar) -> dt.datetime:
        """The first time at or after ``moment`` that messages begin to go out."""
        day = local_date(moment)
        if self._is_open_on(day, calendar) and moment <= wall(day, self.opens):
            return wall(day, self.opens)
        return wall(self.day_after(day, calendar), self.opens)

    def day_after(self, day: dt.date, calendar: WorkCalendar) -> dt.date:
        """The next day after ``day`` on which messages go out."""
        day += dt.timedelta(1)
        return day if self.days_off else calendar.next_workday_on_or_after(day)

    def _is_open_on(self, day: dt.date, calendar: WorkCalendar) -> bool:
        return self.days_off or calendar.is_workday(day)
