"""What a deadline means: the day it falls on, and the periods (期次) it opens.

Reading a printed phrase is the importer's work; these are the values it ends in.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from common.dates import long_date
from tasks.rhythms import Rhythm
from tasks.workdays import WorkCalendar


class DeadlineKind(StrEnum):
    """How a deadline is given."""

    DATE = "date"
    RELATIVE = "relative"
    LONG_TERM = "long_term"
    NONE = "none"


class Recurrence(StrEnum):
    """How often the duty comes back."""

    YEARLY = "yearly"
    HALF_YEARLY = "half_yearly"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"


_MONTHS = {
    Recurrence.YEARLY: 12,
    Recurrence.HALF_YEARLY: 6,
    Recurrence.QUARTERLY: 3,
    Recurrence.MONTHLY: 1,
}


@dataclass(frozen=True)
class Deadline:
    """A deadline as read: the printed text beside its meaning.

    `date` belongs to kind date (the first such day of a recurring one) and, as its end, to long_term;
    `days_after_issue` and `working_days` to kind relative. Kind none has no day even if one stands there.
    """

    text: str | None = None
    kind: DeadlineKind = DeadlineKind.NONE
    date: dt.date | None = None
    days_after_issue: int | None = None
    working_days: bool = False
    recurrence: Recurrence | None = None


@dataclass(frozen=True)
class PeriodSpan:
    """A period before it is a row: `key` is unique within its task, both days belong to it."""

    key: str
    label: str
    starts_on: dt.date
    due_on: dt.date


def resolve_due(deadline: Deadline, issued_on: dt.date | None, calendar: WorkCalendar) -> dt.date | None:
    """The day a deadline falls on; None where it has none, or hangs on an issue date that is not known."""
    if deadline.kind is DeadlineKind.NONE:
        return None
    if deadline.kind is not DeadlineKind.RELATIVE:
        return deadline.date
    if issued_on is None or deadline.days_after_issue is None:
        return None
    if deadline.working_days:
        return calendar.add_workdays(issued_on, deadline.days_after_issue)
    return issued_on + dt.timedelta(deadline.days_after_issue)


def spans(
    deadline: Deadline,
    *,
    issued_on: dt.date | None,
    year: int,
    until: dt.date,
    calendar: WorkCalendar,
    standing: bool = False,
) -> tuple[PeriodSpan, ...]:
    """The periods that a task of a plan of `year` has opened by `until`, in order; they never overlap.

    The rule:

    - A date, or days after issue, without recurrence: one period, "once", from the issue date to that day.
    - A recurrence: one period a year, half-year, quarter or month; long term without one: quarters. Due on
      the last day (30 December where the year ends, 31 December for years), or, where a date is printed,
      at the same place of every period (tasks.rhythms). Neither date nor recurrence nor long term: none.
    - The first period is the one that holds the issue date where at least 30 days (of a month: 10) are left
      of it, else the next. It begins on the issue date at the earliest.
    - An annual plan opens the periods of its own year, and on to a printed date beyond it; a yearly duty
      with a printed date once, on that date: next year's plan or the standing one carries it on. It never
      ends up with no period at all: issued too late in the year, it opens one.
    - A `standing` plan goes on year after year.

    A period is opened when it begins on or before `until`; a later `until` only appends. Without an issue
    date 1 July of `year` is assumed, save for days after issue, which then open nothing.
    """
    due = resolve_due(deadline, issued_on, calendar)
    anchor = issued_on or dt.date(year, 7, 1)
    rhythm = _rhythm(deadline, due)
    if rhythm is not None:
        first, last = _reach(rhythm, anchor, year, standing)
        return _listed(rhythm, max(anchor, dt.date(year, 1, 1)), first, last, until)
    if due is None or (starts_on := min(anchor, due)) > until:
        return ()
    return (PeriodSpan("once", f"{long_date(due)}前", starts_on, due),)


def round_of(deadline: Deadline, day: dt.date) -> str | None:
    """The key of the round of a recurring duty that holds a day; None where the duty does not recur."""
    rhythm = _rhythm(deadline, deadline.date)
    return rhythm.key(rhythm.index(day)) if rhythm else None


def _rhythm(deadline: Deadline, due: dt.date | None) -> Rhythm | None:
    if deadline.recurrence is not None:
        return Rhythm(_MONTHS[deadline.recurrence], due)
    if deadline.kind is DeadlineKind.LONG_TERM:
        return Rhythm(_MONTHS[Recurrence.QUARTERLY], due)
    return None


def _reach(rhythm: Rhythm, anchor: dt.date, year: int, standing: bool) -> tuple[int, int | None]:
    """Numbers of the first and the last period that a plan may open; no last one for a standing plan."""
    anchor = max(anchor, dt.date(year, 1, 1))
    printed = rhythm.index(rhythm.place) if rhythm.place else 0
    if rhythm.months == 12 and rhythm.place:
        if not standing:
            return printed, printed
        return (printed if rhythm.place >= anchor else rhythm.first(anchor)), None
    first = rhythm.first(anchor)
    if standing:
        return first, None
    last = max(rhythm.index(dt.date(year, 12, 31)), printed)
    if first <= last:
        return first, last
    holding = rhythm.index(anchor)
    only = holding if holding <= last and rhythm.due(holding) >= anchor else first
    return only, only


def _listed(
    rhythm: Rhythm, anchor: dt.date, index: int, last: int | None, until: dt.date
) -> tuple[PeriodSpan, ...]:
    found: list[PeriodSpan] = []
    while last is None or index <= last:
        due = rhythm.due(index)
        starts_on = min(due, max(anchor, rhythm.begins(index)))
        if starts_on > until:
            break
        found.append(PeriodSpan(rhythm.key(index), rhythm.label(index), starts_on, due))
        index += 1
    return tuple(found)
