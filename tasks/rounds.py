"""The rounds (期次) that a task of a plan has opened by a day: of an annual plan, and of a standing one.

A standing plan goes on year after year.  What counts from the issue of a plan has a round for each annual
plan of the organisation; what counts from an event (批复后 20 日内) has those that the office has opened.
"""

from __future__ import annotations

import datetime as dt

from common.dates import local_date, long_date
from tasks.deadlines import Deadline, DeadlineKind, PeriodSpan, resolve_due, spans
from tasks.models import Plan, Task
from tasks.workdays import WorkCalendar


def spans_of(task: Task, plan: Plan, today: dt.date, calendar: WorkCalendar) -> tuple[PeriodSpan, ...]:
    """The task's spans up to today, counted from the printed issue date, else from the day of release.

    Rounds of a rhythm that were over before the plan was put into force here are not asked for afterwards;
    the last one stays where all are over.
    """
    if plan.kind == Plan.Kind.STANDING:
        return _standing(task, plan, today, calendar)
    released_on = _released_on(plan)
    found = spans(
        task.deadline,
        issued_on=plan.issued_on or released_on,
        year=plan.year,
        until=today,
        calendar=calendar,
    )
    return tuple(span for span in found if span.due_on >= released_on) or found[-1:]


def follows_plans(deadline: Deadline) -> bool:
    """Whether a standing item counts from the issue of each annual plan."""
    return deadline.kind is DeadlineKind.RELATIVE and deadline.recurrence is None


def follows_events(deadline: Deadline) -> bool:
    """Whether a standing item counts from events whose day the office says."""
    return (
        deadline.kind is DeadlineKind.NONE
        and deadline.recurrence is None
        and deadline.days_after_issue is not None
    )


def _standing(task: Task, plan: Plan, today: dt.date, calendar: WorkCalendar) -> tuple[PeriodSpan, ...]:
    item = getattr(task, "standing", None)
    released_on = _released_on(plan)
    since = max(filter(None, [plan.issued_on or released_on, item.since if item else None]))
    deadline = task.deadline
    if follows_plans(deadline):
        return tuple(_after_issue(deadline, plan, since, today, calendar))
    if follows_events(deadline):
        return tuple(_after_event(task, deadline, calendar))
    found = spans(deadline, issued_on=since, year=plan.year, until=today, calendar=calendar, standing=True)
    return tuple(span for span in found if span.due_on >= released_on) or found[-1:]


def _released_on(plan: Plan) -> dt.date:
    return local_date(plan.released_at or plan.created_at)


def round_of_plan(plan: Plan) -> str:
    """The key of the round that an annual plan opens of what counts from its issue."""
    return f"P{plan.pk}"


def _after_issue(
    deadline: Deadline, plan: Plan, since: dt.date, today: dt.date, calendar: WorkCalendar
) -> list[PeriodSpan]:
    annual = Plan.objects.filter(organisation=plan.organisation_id, kind=Plan.Kind.ANNUAL)
    found = []
    for each in annual.exclude(state=Plan.State.DRAFT).order_by("released_at", "pk"):
        starts_on = _released_on(each)
        # From the day of the document; where that is over already, from the day it was put into force here.
        days = (resolve_due(deadline, day, calendar) for day in (each.issued_on or starts_on, starts_on))
        due = next((day for day in days if day and day >= starts_on), None)
        if due and since <= starts_on <= today:
            label = f"{each.year}年度方案印发后{_count(deadline)}内"
            found.append(PeriodSpan(round_of_plan(each), label, starts_on, due))
    return found


def span_after(deadline: Deadline, event_on: dt.date, calendar: WorkCalendar) -> PeriodSpan:
    """The round that an event on a day opens."""
    assert deadline.days_after_issue is not None
    days = deadline.days_after_issue
    due = calendar.add_workdays(event_on, days) if deadline.working_days else event_on + dt.timedelta(days)
    return PeriodSpan(event_on.isoformat(), f"{long_date(event_on)}后{_count(deadline)}内", event_on, due)


def _after_event(task: Task, deadline: Deadline, calendar: WorkCalendar) -> list[PeriodSpan]:
    return [span_after(deadline, period.starts_on, calendar) for period in task.periods.all()]


def _count(deadline: Deadline) -> str:
    return f"{deadline.days_after_issue}{'个工作日' if deadline.working_days else '日'}"
