"""A unit ends: it is retired, and where something still stands open another unit takes it over.

What is closed stays under the old unit's name.  What is open (obligations, divisions of work in plans that
are not archived, people, names, collectives) goes to the successor, in one transaction, with history and
audit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from common.dates import local_date
from common.decisions import Refusal
from tasks.models import Assignment, Obligation, Period, Plan, Task, TaskEvent
from tasks.services import adjusting, periods
from tasks.services.history import record
from units import accounts, services
from units.audit import By
from units.models import Membership, Unit, UnitGroup


@dataclass(frozen=True, slots=True)
class Succession:
    """What stands in the way of retiring ``unit``, and what the successor will take over.

    ``joined``: obligations in periods in which the successor owes already; ``closed``: how many stay.
    """

    unit: Unit
    successor: Unit | None
    moved: tuple[Obligation, ...]
    joined: tuple[Obligation, ...]
    tasks: tuple[Task, ...]
    people: tuple[Membership, ...]
    names: tuple[str, ...]
    groups: tuple[UnitGroup, ...]
    closed: int

    @property
    def needs_successor(self) -> bool:
        return bool(self.moved or self.joined or self.tasks)

    @property
    def seen(self) -> str:
        """Tells one preview from another: what a person said yes to."""
        rows = (self.moved, self.joined, self.tasks, self.people, self.groups)
        return "-".join(str(len(each)) for each in rows)


def succession_of(unit: Unit, successor: Unit | None, today: dt.date) -> Succession:
    """What would happen; nothing is written."""
    open_ones = unit.obligations.open().exclude(plan__state=Plan.State.ARCHIVED)
    rows = open_ones.select_related("task", "plan", "period").order_by("due_on", "pk")
    held = set()
    if successor is not None:
        held = set(
            successor.obligations.filter(period__in=rows.values("period")).values_list("period", flat=True)
        )
    named = Task.objects.in_force().filter(assignments__unit=unit).exclude(plan__state=Plan.State.ARCHIVED)
    current = Membership.objects.current(today).filter(unit=unit)
    return Succession(
        unit=unit,
        successor=successor,
        moved=tuple(row for row in rows if row.period_id not in held),
        joined=tuple(row for row in rows if row.period_id in held),
        tasks=tuple(named.select_related("plan").distinct().order_by("plan", "position")),
        people=tuple(current.select_related("user", "unit", "acting_for").order_by("role", "pk")),
        names=(unit.name, *(alias.name for alias in unit.aliases.all())),
        groups=tuple(UnitGroup.objects.filter(memberships__unit=unit).order_by("name")),
        closed=unit.obligations.exclude(pk__in=open_ones.values("pk")).count(),
    )


@transaction.atomic
def retire(
    *, unit: Unit, successor: Unit | None, by: By, now: dt.datetime, seen: str | None = None
) -> Succession:
    """Retire ``unit``; ``successor`` takes over what is open.  ``seen``: the preview that was agreed to."""
    today = local_date(now)
    units = Unit.objects.select_for_update().filter(pk__in=[each.pk for each in (unit, successor) if each])
    list(units)  # one after the other: two merges of one unit must not cross
    unit.refresh_from_db()
    _refuse(unit, successor)
    found = succession_of(unit, successor, today)
    if seen is not None and seen != found.seen:
        raise Refusal("预览之后情况有了变化，请按最新的预览再确认一次。")
    if successor is not None:
        _take_over(found, successor, by, now)
    elif found.needs_successor:
        raise Refusal("还有未办结的事项或分工，请选择承接单位，或先办结、调整分工。")
    services.retire_unit(unit=unit, on=today, successor=successor, by=by)
    return found


def _refuse(unit: Unit, successor: Unit | None) -> None:
    if unit.retired_on is not None:
        raise Refusal(f"“{unit}”已停用。")
    if successor is None:
        return
    if successor.pk == unit.pk:
        raise Refusal("不能并入自己。")
    if successor.retired_on is not None:
        raise Refusal(f"“{successor}”已停用，不能承接。")
    if unit.kind == Unit.Kind.ORGANISATION or successor.organisation_id != unit.organisation_id:
        raise Refusal("只能由同一机关的科室承接；机关合并请先在新机关建立计划。")


def _take_over(found: Succession, successor: Unit, by: By, now: dt.datetime) -> None:
    unit, today = found.unit, local_date(now)
    reason = f"{unit}并入{successor}"
    for obligation in found.moved:
        obligation.unit = successor
        obligation.version += 1
        obligation.save(update_fields=["unit", "version"])
        _tell(obligation.task, unit, successor, by, now, reason, obligation)
    adjusting.take_away(list(found.joined), by.user, now, f"{reason}，由其一并办理")
    for task in found.tasks:
        _reassign(task, unit, successor)
        _tell(task, unit, successor, by, now, reason)
    services.hand_over_names(unit=unit, successor=successor, by=by)
    services.hand_over_groups(unit=unit, successor=successor, on=today, by=by)
    accounts.hand_over_roles(unit=unit, successor=successor, on=today, by=by)
    touched = {obligation.period_id for obligation in (*found.moved, *found.joined)}
    for period in Period.objects.filter(pk__in=touched).select_related("task"):
        periods.refresh_roles(period, periods.owed_on(period.task, today))


def _reassign(task: Task, unit: Unit, successor: Unit) -> None:
    """The division of work names the successor, once in each role; what was printed stays as the phrase."""
    held = set(task.assignments.filter(unit=successor).values_list("role", flat=True))
    for assignment in task.assignments.filter(unit=unit):
        if assignment.role in held:
            assignment.delete()
            continue
        Assignment.objects.filter(pk=assignment.pk).update(
            unit=successor, phrase=assignment.phrase or unit.name
        )
    task.version += 1
    task.save(update_fields=["version"])


def _tell(
    task: Task,
    unit: Unit,
    successor: Unit,
    by: By,
    now: dt.datetime,
    reason: str,
    obligation: Obligation | None = None,
) -> None:
    record(
        plan=task.plan,
        task=task,
        obligation=obligation,
        act=TaskEvent.Act.EDITED,
        actor=by.user,
        now=now,
        reason=reason,
        changes={"承办单位" if obligation else "责任单位": (unit.name, successor.name)},
    )
