"""Brings open periods and obligations in line when a task of an issued plan has changed.

What nobody has touched is taken away or moved; what has been reported on is never thrown away: it is waived
with the reason in the history, and its reports stay.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from common.dates import local_date, long_date
from tasks.calendar import current_calendar
from tasks.models import Obligation, Period, Plan, Task, TaskEvent
from tasks.rounds import spans_of
from tasks.services import periods
from tasks.services.history import Changes, record
from tasks.workflow import OPEN_STATES, State
from units.models import Unit, User


def follow_deadline(*, task: Task, actor: User, now: dt.datetime, today: dt.date) -> None:
    """After a new deadline: move open periods, open new ones, take away those that no longer are."""
    calendar = current_calendar()
    wanted = {span.key: span for span in spans_of(task, task.plan, today, calendar)}
    standing = task.plan.kind == Plan.Kind.STANDING
    for period in task.periods.prefetch_related("obligations"):
        if standing and period.due_on < today:
            continue  # a round of years gone by stays as it was asked for
        span = wanted.get(period.key)
        if span is None:
            take_away(list(period.obligations.all()), actor, now, "完成时限已修改")
            if not Obligation.objects.filter(period=period).exists():  # asked anew: the prefetch is stale
                period.delete()
        elif span.due_on != period.due_on:
            move(period, span.due_on, span.label, now, "完成时限已修改")
    periods.open_periods(today=today, now=now, plans=[task.plan], tasks=[task.pk])


def follow_directive(*, task: Task, actor: User, now: dt.datetime, today: dt.date) -> None:
    """After a clause became a duty, or stopped to be one."""
    if task.is_directive:
        periods.open_periods(today=today, now=now, plans=[task.plan], tasks=[task.pk])
    else:
        release(task=task, actor=actor, now=now, reason="已改为说明或禁止事项")


def release(*, task: Task, actor: User, now: dt.datetime, reason: str, finish_begun: bool = False) -> None:
    """Nothing is owed on the task any more: untouched obligations go, reported ones are waived, or with
    ``finish_begun`` left to be finished."""
    for period in task.periods.prefetch_related("obligations"):
        owed = list(period.obligations.all())
        take_away([each for each in owed if not finish_begun or _is_untouched(each)], actor, now, reason)
        if not Obligation.objects.filter(period=period).exists():  # asked anew: the prefetch is stale
            period.delete()


def move(period: Period, due_on: dt.date, label: str, now: dt.datetime, reason: str) -> None:
    """Set another day; a later one that was granted to a unit stands."""
    before, period.due_on = period.due_on, max(due_on, period.starts_on)
    period.label = label
    period.save(update_fields=["due_on", "label"])
    granted = Q(due_on__gt=before) & Q(due_on__gt=period.due_on)
    period.obligations.open().exclude(granted).update(due_on=period.due_on)
    days = {f"{label}期限": (long_date(before), long_date(period.due_on))}
    _tell(period.task, now, reason, days)


def follow_units(*, task: Task, actor: User, now: dt.datetime, today: dt.date) -> None:
    """After a new division of work: whoever came in owes in every period that is not over, whoever left owes
    no more."""
    owed = {item.unit.pk: item for item in periods.owed_on(task, today)}
    running = task.periods.filter(due_on__gte=today, carried_by__isnull=True)
    for period in running.prefetch_related("obligations__unit"):
        standing = {obligation.unit_id: obligation for obligation in period.obligations.all()}
        left = [o for unit, o in standing.items() if unit not in owed]
        came = [item for unit, item in owed.items() if unit not in standing]
        take_away(left, actor, now, "责任分工已调整")
        periods.owe(period, task, task.plan, came)
        periods.refresh_roles(period, owed.values())
        units = _came_and_left(period, [item.unit for item in came], [o.unit for o in left])
        _tell(task, now, "责任分工已调整", units)


def welcome(*, period: Period, task: Task, members: list[periods.Owed], now: dt.datetime) -> int:
    """Units that joined a collective while its period runs owe in it too; answers how many."""
    made = periods.owe(period, task, task.plan, members)
    periods.refresh_roles(period, periods.owed_on(task, local_date(now)))
    reason = "、".join(dict.fromkeys(f"“{item.group}”增加了成员" for item in members))
    _tell(task, now, reason, _came_and_left(period, [item.unit for item in members], []))
    return len(made)


def _came_and_left(period: Period, came: list[Unit], left: list[Unit]) -> Changes:
    names = {f"{period.label}新增承办": ("", _names(came)), f"{period.label}不再承办": (_names(left), "")}
    return {field: pair for field, pair in names.items() if any(pair)}


def _names(units: list[Unit]) -> str:
    return "、".join(str(unit) for unit in units)


def _tell(task: Task, now: dt.datetime, reason: str, changes: Changes) -> None:
    """One row on the task where anything changed: what followed by itself from somebody's act."""
    if changes:
        record(
            plan=task.plan,
            task=task,
            act=TaskEvent.Act.ADJUSTED,
            actor=None,
            now=now,
            reason=reason,
            changes=changes,
        )


def _is_untouched(obligation: Obligation) -> bool:
    return obligation.state == State.PENDING and not obligation.events.exists()


def take_away(obligations: list[Obligation], actor: User | None, now: dt.datetime, reason: str) -> None:
    """Untouched obligations go, reported ones are waived with the reason; closed ones stay as they are."""
    for obligation in obligations:
        if obligation.state not in {str(state) for state in OPEN_STATES}:
            continue
        if _is_untouched(obligation):
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
