"""What happens to an obligation, as a table of steps; and when each step falls.  Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from common.dates import SHANGHAI
from tasks.workdays import WorkCalendar


class Doing(StrEnum):
    """A step of a fate; the acts of the workflow, and three kinds of report."""

    FIRST = "first"  # a first report: work has begun
    REPORT = "report"  # the unit's report
    MORE = "more"  # a report that adds what was missing
    BEHALF = "behalf"  # the office reports for the unit
    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"
    WITHDRAW = "withdraw"
    WAIVE = "waive"
    REOPEN = "reopen"


class Counted(StrEnum):
    """What a step's figure counts."""

    WITHIN = "within"  # share of the way from opening to the deadline (or to now)
    AFTER = "after"  # days after the deadline
    AGO = "ago"  # days before now


@dataclass(frozen=True, slots=True)
class Step:
    doing: Doing
    counted: Counted
    figure: float


def _steps(counted: Counted, *pairs: tuple[Doing, float]) -> tuple[Step, ...]:
    return tuple(Step(doing, counted, figure) for doing, figure in pairs)


FATES: dict[str, tuple[Step, ...]] = {
    "silent": (),
    "reported": (
        *_steps(Counted.WITHIN, (Doing.FIRST, 0.4)),
        *_steps(Counted.AGO, (Doing.REPORT, 4)),
    ),
    "behalf": _steps(Counted.AGO, (Doing.BEHALF, 3)),
    "submitted": (
        *_steps(Counted.WITHIN, (Doing.FIRST, 0.4)),
        *_steps(Counted.AGO, (Doing.REPORT, 3), (Doing.SUBMIT, 2)),
    ),
    "returned": _steps(Counted.AGO, (Doing.REPORT, 6), (Doing.SUBMIT, 5), (Doing.RETURN, 2)),
    "withdrawn": _steps(Counted.AGO, (Doing.REPORT, 5), (Doing.SUBMIT, 4), (Doing.WITHDRAW, 3)),
    "accepted": _steps(Counted.WITHIN, (Doing.REPORT, 0.6), (Doing.SUBMIT, 0.75), (Doing.ACCEPT, 0.85)),
    "late": _steps(Counted.AFTER, (Doing.REPORT, 3), (Doing.SUBMIT, 5), (Doing.ACCEPT, 7)),
    "mended": _steps(
        Counted.WITHIN,
        (Doing.REPORT, 0.4), (Doing.SUBMIT, 0.5), (Doing.RETURN, 0.6),
        (Doing.MORE, 0.7), (Doing.SUBMIT, 0.75), (Doing.ACCEPT, 0.85),
    ),
    "waived": _steps(Counted.WITHIN, (Doing.WAIVE, 0.3)),
    "reopened": (
        *_steps(Counted.WITHIN, (Doing.REPORT, 0.5), (Doing.SUBMIT, 0.6), (Doing.ACCEPT, 0.7)),
        *_steps(Counted.AGO, (Doing.REOPEN, 2)),
    ),
}  # fmt: skip

# What became of earlier periods of a recurring task.
PAST = ("accepted",) * 8 + ("late", "mended")
# Of a period that ended so many days ago at most, a report may still be missing.
RECENT_DAYS = 100
RECENT = (*PAST, "silent")


def past_fate(due_on: dt.date, today: dt.date, rng: Random) -> str:
    """What became of a period that is not the last one."""
    return rng.choice(RECENT if (today - due_on).days <= RECENT_DAYS else PAST)


def schedule(
    fate: str, *, opened: dt.datetime, due_on: dt.date, now: dt.datetime, calendar: WorkCalendar, rng: Random
) -> list[tuple[dt.datetime, Doing]]:
    """When each step of a fate falls: in order, in office hours, after ``opened``.

    Steps that would fall after ``now`` are left out: they have not happened.
    """
    due = dt.datetime.combine(due_on, dt.time(17), SHANGHAI)
    end = max(opened, min(due, now - dt.timedelta(2)))
    found: list[tuple[dt.datetime, Doing]] = []
    last = opened
    for step in FATES[fate]:
        at = {
            Counted.WITHIN: opened + (end - opened) * step.figure,
            Counted.AFTER: due + dt.timedelta(step.figure),
            Counted.AGO: now - dt.timedelta(step.figure),
        }[step.counted]
        last = max(_in_office(at, calendar, rng), last + dt.timedelta(minutes=rng.randint(20, 90)))
        if last > now:
            break
        found.append((last, step.doing))
    return found


def _in_office(at: dt.datetime, calendar: WorkCalendar, rng: Random) -> dt.datetime:
    """Some time of that day, or of the last working day before it."""
    day = calendar.last_workday_on_or_before(at.astimezone(SHANGHAI).date())
    return dt.datetime.combine(day, dt.time(rng.randint(9, 16), rng.randint(0, 59)), SHANGHAI)
