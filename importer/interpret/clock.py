"""From a printed day, month or quarter to a date: which year is meant when none is printed."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """What is known of a plan's time: its issue date, its year, and whether that year is only assumed."""

    issued_on: dt.date | None = None
    year: int | None = None
    year_is_assumed: bool = False

    @property
    def start(self) -> dt.date | None:
        """The day from which a date without a year is counted: issue, else July of the plan year."""
        if self.issued_on:
            return self.issued_on
        return dt.date(self.year, 7, 1) if self.year else None

    @property
    def plan_year(self) -> int | None:
        return self.year or (self.issued_on.year if self.issued_on else None)

    def next(self, month: int, day: int) -> dt.date | None:
        """The first such day on or after the start; None when nothing is known of the plan's time."""
        if self.start is None:
            return None
        found = safe_date(self.start.year, month, day)
        return found if found >= self.start else safe_date(self.start.year + 1, month, day)

    def why(self, printed: str) -> str:
        """How the year of a date without a printed year came about, for people."""
        if self.issued_on:
            day = f"{self.issued_on.year}年{self.issued_on.month}月{self.issued_on.day}日"
            return f"“{printed}”没有写年份，按印发日期（{day}）之后最近的一天推定。"
        if self.year:
            whence = "方案年份按文中出现的年份推断，" if self.year_is_assumed else ""
            return f"“{printed}”没有写年份，也不知道印发日期，{whence}暂按{self.year}年7月印发推定，请核对。"
        return f"“{printed}”没有写年份，也无法判断方案年份，请填写年份或印发日期。"


def safe_date(year: int, month: int, day: int) -> dt.date:
    """The date; a day that the month does not have (2月30日) becomes its last."""
    return dt.date(year, month, min(day, last_day(year, month)))


def last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
