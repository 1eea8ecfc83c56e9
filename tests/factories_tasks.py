"""Made-up plans, made through the services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from common.dates import SHANGHAI
from tasks.deadlines import Deadline, DeadlineKind
from tasks.models import Obligation, Plan
from tasks.roles import Role
from tasks.services import plans
from tasks.services.plans import NewAssignment, NewTask
from units.models import Unit, User


def at(day: dt.date, hour: int = 10) -> dt.datetime:
    """A moment of a working day, Shanghai wall time."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=SHANGHAI)


def due(day: dt.date, **more: Any) -> Deadline:
    return Deadline(text=f"{day.month}月{day.day}日", kind=DeadlineKind.DATE, date=day, **more)


LONG_TERM = Deadline(text="长期", kind=DeadlineKind.LONG_TERM)


def carried_by(*units: Unit, role: Role = Role.RESPONSIBLE) -> tuple[NewAssignment, ...]:
    return tuple(NewAssignment(role=role, unit=unit) for unit in units)


def new_task(text: str, *units: Unit, deadline: Deadline | None = None, **more: Any) -> NewTask:
    more.setdefault("assignments", carried_by(*units))
    return NewTask(
        text=text, deadline=deadline or LONG_TERM, path=more.pop("path", ("一、夯实基础",)), **more
    )


def make_plan(
    organisation: Unit,
    tasks: Sequence[NewTask],
    *,
    actor: User | None = None,
    day: dt.date = dt.date(2026, 7, 1),
) -> Plan:
    """A draft plan of 2026, issued on ``day``."""
    return plans.create_plan(
        organisation=organisation,
        actor=actor,
        now=at(day),
        title="云溪市园林局2026年政务公开工作要点分工方案",
        year=2026,
        issued_on=day,
        tasks=tasks,
    )


def issued_plan(
    organisation: Unit,
    tasks: Sequence[NewTask],
    *,
    actor: User | None = None,
    day: dt.date = dt.date(2026, 7, 1),
) -> Plan:
    return plans.issue(plan=make_plan(organisation, tasks, actor=actor, day=day), actor=actor, now=at(day))


def obligation_of(plan: Plan, unit: Unit) -> Obligation:
    return plan.obligations.get(unit=unit)
