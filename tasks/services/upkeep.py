"""What the schedule does for plans in force: opens periods, and follows the calendar and the collectives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from tasks.calendar import current_calendar
from tasks.deadlines import DeadlineKind
from tasks.models import Obligation, Period, Plan, Task
from tasks.rounds import spans_of
from tasks.services import adjusting, carrying, periods
from tasks.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of what a round has made or changed."""

    periods: int
    obligations: int
    moved: int
    joined: int


def keep(*, today: dt.date, now: dt.datetime) -> Kept:
    """One round over all plans in force; safe to run any number of times."""
    opened, owed = periods.open_periods(today=today, now=now)
    carrying.keep(now=now)
    calendar = current_calendar()
    moved = joined = 0
    for plan in Plan.objects.filter(state=Plan.State.ISSUED):
        moved += follow_calendar(plan=plan, today=today, now=now, calendar=calendar)
        joined += follow_groups(plan=plan, today=today, now=now)
    return Kept(opened, owed, moved, joined)


@transaction.atomic
def follow_calendar(*, plan: Plan, today: dt.date, now: dt.datetime, calendar: WorkCalendar) -> int:
    """Days counted in working days, counted again: the calendar of a year comes late, or is corrected.

    Only of what nobody has reported on and what is not over; answers how many periods moved.
    """
    counted = plan.tasks.in_force().filter(
        deadline_kind=str(DeadlineKind.RELATIVE), working_days=True, is_directive=True
    )
    moved = 0
    for task in counted.filter(periods__due_on__gte=today).distinct().prefetch_related("periods"):
        wanted = {span.key: span for span in spans_of(task, plan, today, calendar)}
        for period in task.periods.all():
            span = wanted.get(period.key)
            if not span or span.due_on == period.due_on or period.due_on < today or _is_begun(period):
                continue
            adjusting.move(period, span.due_on, span.label, now, "工作日安排有变化")
            moved += 1
    return moved


def _is_begun(period: Period) -> bool:
    return period.obligations.filter(reported_on__isnull=False).exists()


@transaction.atomic
def follow_groups(*, plan: Plan, today: dt.date, now: dt.datetime) -> int:
    """Units that joined a collective after its period opened owe in it from now on; answers how many.

    Who left a collective still owes what stood open: that expansion is kept, and the office may waive.
    """
    running = Period.objects.filter(due_on__gte=today, carried_by__isnull=True).prefetch_related(
        Prefetch("obligations", Obligation.objects.only("period", "unit"))
    )
    joined, expander = 0, periods.Expander(today)
    parts = ("assignments__unit", "assignments__group", Prefetch("periods", running))
    for task in _shared(plan, today).prefetch_related(*parts):
        owed = expander.owed(task.assignments.all())
        for period in task.periods.all():
            standing = {obligation.unit_id for obligation in period.obligations.all()}
            new = [item for item in owed if item.unit.pk not in standing and item.group]
            if new:
                joined += adjusting.welcome(period=period, task=task, members=new, now=now)
    return joined


def _shared(plan: Plan, today: dt.date) -> QuerySet[Task]:
    """Tasks that a collective carries and on which something runs."""
    found = plan.tasks.in_force().filter(is_directive=True, assignments__group__isnull=False)
    return found.filter(periods__due_on__gte=today).select_related("plan").distinct()
