"""When an item is to be reminded of, and who hears it. Pure: who the people are, is the planner's to know.

Every step falls on a working day. A step before the deadline moves to the last working day before it, an
overdue one to the next after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tasks.workdays import WorkCalendar

HANDLER, HEAD, OFFICE, LEADER = "handler", "head", "office", "leader"


class StepKind(StrEnum):
    """What a step's offset counts."""

    FIRST = "first"  # calendar days before the day; the item's own figure goes before the offset
    BEFORE = "before"  # working days before the day; 0 is the day itself
    OVERDUE = "overdue"  # working days after the day, and again after as many more
    PERIOD_END = "period_end"  # calendar days before a long-term period ends
    RETURNED = "returned"  # at once


@dataclass(frozen=True)
class Step:
    """One rule."""

    code: str
    kind: StepKind
    offset: int


@dataclass(frozen=True)
class Escalation:
    """From `days` (calendar) overdue `audience` hears it too."""

    days: int
    audience: frozenset[str]


@dataclass(frozen=True)
class PlannedStep:
    """A rule applied: `code` is unique within an item and its due date and part of a reminder's key."""

    code: str
    on: date
    audience: frozenset[str]


DEFAULT_FIRST_DAYS = 10

DEFAULT_STEPS: tuple[Step, ...] = (
    Step("FIRST", StepKind.FIRST, DEFAULT_FIRST_DAYS),
    Step("T-7", StepKind.BEFORE, 7),
    Step("T-3", StepKind.BEFORE, 3),
    Step("T-1", StepKind.BEFORE, 1),
    Step("T-0", StepKind.BEFORE, 0),
    Step("T+", StepKind.OVERDUE, 3),
    Step("P-10", StepKind.PERIOD_END, 10),
    Step("R", StepKind.RETURNED, 0),
)

DEFAULT_ESCALATIONS: tuple[Escalation, ...] = (
    Escalation(3, frozenset({HEAD})),
    Escalation(7, frozenset({OFFICE, LEADER})),
)

_HANDLERS = frozenset({HANDLER})
# Only a head can submit, so both hear of a return and of what is late from the start.
_UNIT = frozenset({HANDLER, HEAD})


def due_steps(
    *,
    due_on: date,
    first_days: int | None,
    long_term: bool,
    today: date,
    calendar: WorkCalendar,
    until: date | None = None,
    returned_on: date | None = None,
    released_on: date | None = None,
    steps: tuple[Step, ...] = DEFAULT_STEPS,
    escalations: tuple[Escalation, ...] = DEFAULT_ESCALATIONS,
) -> tuple[PlannedStep, ...]:
    """Every step of an item up to and including `until` (the horizon; `today` where none is given), in order.

    `first_days` is the item's own first reminder in calendar days before the day, None for the rule's.
    A dated item gets the first reminder, those before, the day and the overdue ones; steps before the first
    reminder, and a first reminder on the day of another, are left out. A long-term period gets the one
    before its end (or its own `first_days` before it), and the overdue ones. `returned_on` adds the one for a
    return (code R20230201).
    What was late already when its plan was put into force (`released_on`) is told of on the next working
    day (code T+0), and its overdue steps count from that release: nobody was asked before.
    What falls in the past is listed too; `current_step` says which one still matters.
    """
    horizon = until or today
    if released_on is not None and released_on > due_on:
        planned = _late_from_the_start(steps, released_on, horizon, calendar, escalations)
    else:
        before = _period_end if long_term else _ahead
        planned = before(steps, due_on, first_days, calendar)
        planned += _overdue(steps, due_on, horizon, calendar, escalations)
    if returned_on is not None:
        planned += _returned(steps, returned_on, calendar)
    return tuple(sorted((each for each in planned if each.on <= horizon), key=lambda each: each.on))


def current_step(steps: Iterable[PlannedStep], today: date) -> PlannedStep | None:
    """The one step that counts on `today`: the latest whose day has come; None before the first.

    After a stand-still the steps before it are overtaken: they are marked so and not sent. Of two on one
    day the later in order counts: `due_steps` puts a return last.
    """
    come = sorted((each for each in steps if each.on <= today), key=lambda each: each.on)
    return come[-1] if come else None


def _of(steps: tuple[Step, ...], kind: StepKind) -> list[Step]:
    return [step for step in steps if step.kind is kind]


def _ahead(
    steps: tuple[Step, ...], due_on: date, first_days: int | None, calendar: WorkCalendar
) -> list[PlannedStep]:
    last = calendar.last_workday_on_or_before(due_on)
    before = [
        PlannedStep(step.code, calendar.add_workdays(last, -step.offset), _HANDLERS)
        for step in _of(steps, StepKind.BEFORE)
    ]
    for step in _of(steps, StepKind.FIRST):
        days = step.offset if first_days is None else first_days
        on = calendar.last_workday_on_or_before(due_on - timedelta(days))
        before = [each for each in before if each.on >= on]
        if all(each.on != on for each in before):
            before.insert(0, PlannedStep(step.code, on, _HANDLERS))
    return before


def _period_end(
    steps: tuple[Step, ...], due_on: date, first_days: int | None, calendar: WorkCalendar
) -> list[PlannedStep]:
    return [
        PlannedStep(step.code, calendar.last_workday_on_or_before(due_on - timedelta(days)), _HANDLERS)
        for step in _of(steps, StepKind.PERIOD_END)
        for days in [step.offset if first_days is None else first_days]
    ]


def _late_from_the_start(
    steps: tuple[Step, ...],
    released_on: date,
    horizon: date,
    calendar: WorkCalendar,
    escalations: tuple[Escalation, ...],
) -> list[PlannedStep]:
    on = calendar.add_workdays(released_on, 1)
    first = [PlannedStep(f"{step.code}0", on, _UNIT) for step in _of(steps, StepKind.OVERDUE)]
    later = _overdue(steps, released_on, horizon, calendar, escalations)
    return [*first, *(step for step in later if step.on > on)]


def _overdue(
    steps: tuple[Step, ...],
    since: date,
    horizon: date,
    calendar: WorkCalendar,
    escalations: tuple[Escalation, ...],
) -> list[PlannedStep]:
    planned = []
    for step in _of(steps, StepKind.OVERDUE):
        count = step.offset
        while (on := calendar.add_workdays(since, count)) <= horizon:
            planned.append(PlannedStep(f"{step.code}{count}", on, _audience((on - since).days, escalations)))
            count += step.offset
    return planned


def _audience(days_overdue: int, escalations: tuple[Escalation, ...]) -> frozenset[str]:
    return _HANDLERS.union(*(each.audience for each in escalations if days_overdue >= each.days))


def _returned(steps: tuple[Step, ...], returned_on: date, calendar: WorkCalendar) -> list[PlannedStep]:
    on = calendar.next_workday_on_or_after(returned_on)
    return [
        PlannedStep(f"{step.code}{returned_on:%Y%m%d}", on, _UNIT) for step in _of(steps, StepKind.RETURNED)
    ]
