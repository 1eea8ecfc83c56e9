"""Brings open periods and obligations in line when a task of an issued plan has changed.

What nobody has touched is taken away or moved; what has been reported on is never thrown away: it is waived
with the reason in the history, and its reports stay.
"""

from __future__ import annotations

import datetime as dt

from tasks.calendar import current_calendar
from tasks.models import Obligation, Period, Task, TaskEvent
from tasks.services import periods
from tasks.services.history import record
from tasks.workflow import OPEN_STATES, State
from units.models import User


def follow_deadline(*, task: Task, actor: User, now: dt.datetime, today: dt.date) -> None:
    """After a new deadline: move open periods, open new ones, take away those that no longer are."""
    calendar = current_calendar()
    wanted = {span.key: span for span in periods.spans_of(task, task.plan, today, calendar)}
    for period in task.periods.prefetch_related("obligations"):
        span = wanted.get(period.key)
        if span is None:
            _take_away(list(period.obligations.all()), actor, now, "完成时限已修改")
            if not Obligation.objects.filter(period=period).exists():  # asked anew: the prefetch is stale
                period.delete()
        elif span.due_on != period.due_on:
            _move(period, span.due_on, span.label)
    periods.open_periods(today=today, now=now, plans=[task.plan])


def follow_directive(*, task: Task, actor: User, now: dt.datetime, today: dt.date) -> None:
    """After a clause became a duty, or stopped to be one."""
    if task.is_directive:
        periods.open_periods(today=today, now=now, plans=[task.plan])
    else:
        release(task=task, actor=actor, now=now, reason="已改为说明或禁止事项")


def release(*, task: Task, actor: User, now: dt.datetime, reason: str) -> None:
    """Nothing is owed on the task any more: untouched obligations go, reported ones are waived."""
    for period in task.periods.prefetch_related("obligations"):
        _take_away(list(period.obligations.all()), actor, now, reason)
        if not Obligation.objects.filter(period=period).exists():  # asked anew: the prefetch is stale
            period.delete()


def _move(period: Period, due_on: dt.date, label: str) -> None:
    period.due_on = max(due_on, period.starts_on)
    period.label = label
    period.save(update_fields=["due_on", "label"])
    period.obligations.open().update(due_on=period.due_on)


def follow_units(*, task: Task, actor: User, now: dt.datetime, today: dt.date) -> None:
    """After a new division of work: whoever came in owes in every period that is not over, whoever left owes
    no more."""
    owed = {item.unit.pk: item for item in periods.owed_on(task, today)}
    for period in task.periods.filter(due_on__gte=today).prefetch_related("obligations"):
        standing = {obligation.unit_id: obligation for obligation in period.obligations.all()}
        _take_away([o for unit, o in standing.items() if unit not in owed], actor, now, "责任分工已调整")
        periods.owe(period, task, task.plan, [item for unit, item in owed.items() if unit not in standing])
        periods.refresh_roles(period, owed.values())


def _take_away(obligations: list[Obligation], actor: User, now: dt.datetime, reason: str) -> None:
    for obligation in obligations:
        if obligation.state not in {str(state) for state in OPEN_STATES}:
            continue
        if obligation.state == State.PENDING and not obligation.events.exists():
            obligation.delete()
            continue
        obligation.state = str(State.WAIVED)
        obligation.version += 1
        obligation.save(update_fields=["state", "version"])
        record(
            plan=obligation.plan,
            task=obligation.task,
            obligation=obligation,
            act=TaskEvent.Act.WAIVED,
            actor=actor,
            now=now,
            reason=reason,
        )
