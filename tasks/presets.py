"""The law's recurring items (fixtures/presets/standing.json) as values.  Pure.

``rule`` says until when: a month and day, the end of each period, days after the issue of a plan or after an
event, or nothing: then the office says the day.
"""

from __future__ import annotations

import datetime as dt
import json
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tasks.deadlines import Deadline, DeadlineKind, Recurrence

FILE = Path(__file__).resolve().parent.parent / "fixtures" / "presets" / "standing.json"


@dataclass(frozen=True, slots=True)
class Preset:
    """An item; ``holder`` is the sort of unit that carries it, ``words`` are what other texts say of it."""

    code: str
    item: str
    who: str
    holder: str
    rule: Mapping[str, int]
    source: str
    period: str
    first_days: int
    default: bool
    words: tuple[str, ...]

    def deadline(self, today: dt.date) -> Deadline:
        """As it stands for an item that is switched on today: a date is the next such day."""
        if "month" in self.rule:
            return yearly(self.rule["month"], self.rule["day"], today)
        if "days_after_issue" in self.rule:
            return after_issue(self.rule["days_after_issue"])
        if "days_after_event" in self.rule:
            return after_event(self.rule["days_after_event"])
        if "period_end" in self.rule:
            return at_period_end(Recurrence(self.period))
        return Deadline("每年", recurrence=Recurrence.YEARLY)


_ENDS = {
    Recurrence.YEARLY: "每年底前",
    Recurrence.HALF_YEARLY: "每半年末",
    Recurrence.QUARTERLY: "每季度末",
    Recurrence.MONTHLY: "每月底",
}


def yearly(month: int, day: int, since: dt.date) -> Deadline:
    """A day of every year, counted from its first occurrence on or after ``since``."""
    year = since.year + ((month, day) < (since.month, since.day))
    first = dt.date(year, month, min(day, monthrange(year, month)[1]))
    return Deadline(f"每年{month}月{day}日前", DeadlineKind.DATE, first, recurrence=Recurrence.YEARLY)


def at_period_end(recurrence: Recurrence) -> Deadline:
    """A report at the end of each period."""
    return Deadline(_ENDS[recurrence], DeadlineKind.LONG_TERM, recurrence=recurrence)


def after_issue(days: int) -> Deadline:
    """Days after the issue of each annual plan."""
    return Deadline(f"每个方案印发后{days}日内", DeadlineKind.RELATIVE, days_after_issue=days)


def after_event(days: int) -> Deadline:
    """Days after events whose days the office says."""
    return Deadline(f"批复后{days}日内", DeadlineKind.NONE, days_after_issue=days)


@cache
def presets() -> Mapping[str, Preset]:
    """By code, in the order of the file."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    found = (Preset(**row | {"words": tuple(row["words"])}) for row in rows)
    return {each.code: each for each in found}
