"""Dates that do not belong to the plan's year: mostly a year left over from last year's plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from common.dates import in_year
from importer.corrections import Draft, Item

# A plan is often issued some weeks after it was drawn up; a date further back was never meant.
LONG_BEFORE = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class StrayDate:
    """One printed date of one or several tasks, why it is odd, and the same day in the plan's year."""

    printed: str
    date: dt.date
    moved: dt.date
    reason: str
    items: tuple[Item, ...]

    @property
    def key(self) -> str:
        return f"year:{self.date.isoformat()}:{self.printed}"


def stray_dates(draft: Draft) -> list[StrayDate]:
    """Equal dates once, in printed order; what a person has set themselves is meant so."""
    year, issued_on = draft.plan.year, draft.plan.issued_on
    if year is None:
        return []
    found: dict[tuple[str, dt.date], list[Item]] = {}
    reasons: dict[dt.date, str] = {}
    for item in draft.kept:
        deadline = item.task.deadline
        if deadline.kind != "date" or deadline.date is None or "deadline" in item.changed:
            continue
        if item.task.directive and (reason := odd(deadline.date, year, issued_on)):
            reasons[deadline.date] = reason
            found.setdefault((deadline.text or "", deadline.date), []).append(item)
    return [
        StrayDate(printed, date, moved(date, year, issued_on), reasons[date], tuple(items))
        for (printed, date), items in found.items()
    ]


def odd(date: dt.date, year: int, issued_on: dt.date | None) -> str:
    """Why a date cannot well be a deadline of this year's plan; nothing where it can."""
    if issued_on and date < issued_on - LONG_BEFORE:
        return f"比印发日期（{issued_on.isoformat()}）还早"
    if date.year < year:
        return f"早于方案的年度（{year} 年）"
    return f"晚于方案的年度（{year} 年）一年以上" if date.year > year + 1 else ""


def moved(date: dt.date, year: int, issued_on: dt.date | None) -> dt.date:
    """The same day in the plan's year; the next one where that lies before the issue."""
    day = in_year(date, year)
    return in_year(date, year + 1) if issued_on and day < issued_on else day
