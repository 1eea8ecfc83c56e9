"""Opens periods and obligations: on issue, and every day by the job.  Safe to run any number of times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from tasks.calendar import current_calendar
from tasks.carriers import Carriers
from tasks.deadlines import PeriodSpan
from tasks.models import Assignment, Obligation, Period, Plan, Task, TaskEvent
from tasks.roles import Role, decides, owes
from tasks.rounds import spans_of
from tasks.services.history import record
from tasks.workdays import WorkCalendar
from units import directory
from units.models import Unit, UnitGroup


@dataclass(frozen=True, slots=True)
class Owed:
    """What one unit will owe in a period: its strongest role, and the collective through which it came in."""

    unit: Unit
    role: Role
    group: UnitGroup | None


def open_periods(
    *,
    today: dt.date,
    now: dt.datetime,
    plans: Iterable[Plan] | None = None,
    tasks: Collection[int] | None = None,
) -> tuple[int, int]:
    """Open what is due to be open on ``today`` in issued plans; returns how many (periods, obligations).
    ``tasks``: ids of those that have changed, where the others need no look.

    One transaction a plan.  Rows are unique by (task, key) and (period, unit), so that two runs at once make
    each once.
    """
    calendar = current_calendar()
    found = plans if plans is not None else Plan.objects.filter(state=Plan.State.ISSUED)
    made = [_open_plan(plan, today, now, calendar, tasks) for plan in found]
    return sum(periods for periods, _ in made), sum(obligations for _, obligations in made)


@transaction.atomic
def _open_plan(
    plan: Plan, today: dt.date, now: dt.datetime, calendar: WorkCalendar, tasks: Collection[int] | None
) -> tuple[int, int]:
    expander = Expander(today)
    carriers = Carriers.of(plan, calendar)
    periods = obligations = 0
    for task in _tasks_with_periods(plan, tasks):
        known = {period.key for period in task.periods.all()}
        for span in spans_of(task, plan, today, calendar):
            if span.key not in known:
                obligations += _open(task, plan, span, expander, carriers.of_round(task, span.key))
                periods += 1
    if periods:
        record(
            plan=plan,
            act=TaskEvent.Act.OPENED,
            actor=None,
            now=now,
            changes={"期次": ("", f"{periods} 个期次、{obligations} 件承办事项")},
        )
    return periods, obligations


def _tasks_with_periods(plan: Plan, tasks: Collection[int] | None) -> QuerySet[Task]:
    found = plan.tasks.in_force() if tasks is None else plan.tasks.in_force().filter(pk__in=tasks)
    return (
        found.filter(is_directive=True)
        .order_by("position")
        .select_related("standing")
        .prefetch_related("periods", "assignments__unit", "assignments__group")
    )


def _open(
    task: Task, plan: Plan, span: PeriodSpan, expander: Expander, carried_by: Task | None = None
) -> int:
    """What a task of another plan carries opens with nothing owed."""
    period, created = Period.objects.get_or_create(
        task=task,
        key=span.key,
        defaults={
            "label": span.label,
            "starts_on": span.starts_on,
            "due_on": span.due_on,
            "first_due_on": span.due_on,
            "carried_by": carried_by,
        },
    )
    if not created or carried_by:
        return 0
    return len(owe(period, task, plan, expander.owed(task.assignments.all())))


def owed_on(task: Task, on: dt.date) -> list[Owed]:
    """Who owes on the task by its division of work as it stands on a day."""
    return Expander(on).owed(task.assignments.select_related("unit", "group"))


def refresh_roles(period: Period, owed: Iterable[Owed]) -> None:
    """Set role and deciding mark of the period's obligations as the division of work now has them."""
    items = {item.unit.pk: item for item in owed}
    deciding = decides(item.role for item in items.values())
    for obligation in period.obligations.filter(unit__in=items):
        item = items[obligation.unit_id]
        obligation.role, obligation.group = str(item.role), item.group
        obligation.decides = item.role in deciding
        obligation.save(update_fields=["role", "group", "decides"])


def owe(period: Period, task: Task, plan: Plan, owed: Iterable[Owed]) -> list[Obligation]:
    """Make the period's obligations; the deciding ones are marked."""
    owed = list(owed)
    deciding = decides(item.role for item in owed)
    return Obligation.objects.bulk_create(
        Obligation(
            period=period,
            task=task,
            plan=plan,
            unit=item.unit,
            role=str(item.role),
            group=item.group,
            decides=item.role in deciding,
            due_on=period.due_on,
        )
        for item in owed
    )


# A unit that stands on a task twice owes once, in the first of these roles that it holds.
_STRENGTH = (Role.LEAD, Role.COORDINATE, Role.RESPONSIBLE, Role.IMPLEMENT, Role.ASSIST)


class Expander:
    """Expands collectives at a date, each once a run; a unit that is named itself owes once."""

    def __init__(self, on: dt.date) -> None:
        self.on = on
        self._members: dict[int, list[Unit]] = {}

    def owed(self, assignments: Iterable[Assignment]) -> list[Owed]:
        found: dict[int, Owed] = {}
        for item in sorted(self._candidates(assignments), key=_rank):
            found.setdefault(item.unit.pk, item)
        return list(found.values())

    def _candidates(self, assignments: Iterable[Assignment]) -> Iterable[Owed]:
        for assignment in assignments:
            role = Role(assignment.role)
            if not owes(role):
                continue
            if assignment.unit:
                yield Owed(assignment.unit, role, None)
            elif assignment.group:
                for unit in self._expand(assignment.group):
                    yield Owed(unit, role, assignment.group)

    def _expand(self, group: UnitGroup) -> list[Unit]:
        if group.pk not in self._members:
            self._members[group.pk] = directory.expand(group, self.on)
        return self._members[group.pk]


def _rank(item: Owed) -> tuple[bool, int]:
    return item.group is not None, _STRENGTH.index(item.role)
