"""One change to many rows: all of it or nothing, one batch, through the same services as a single cell.

``mark`` is the plan's newest history row when the editor's page was made (:func:`mark_of`): where somebody
else has changed the same field of one of the rows since, the whole change asks first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Max

from common.decisions import Refusal
from common.text import clip
from tasks import permissions
from tasks.deadlines import Deadline
from tasks.merging import FIELD_LABELS
from tasks.models import Obligation, Plan, Requirement, Task
from tasks.services import arranging, editing, progress
from tasks.services.history import Batch
from tasks.services.ordering import require_in_plan
from tasks.services.plans import NewAssignment
from tasks.services.revising import locked_plan
from tasks.workflow import ACT_LABELS, Act
from units.models import User

MOST_ROWS = 500


class UnitsMode(StrEnum):
    """What to do with the units named: beside those that stand, instead of them, or away."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Done:
    """How many rows were changed, and the batch by which it is undone."""

    rows: int
    batch: Batch


def mark_of(plan: Plan) -> int:
    """The id of the plan's newest history row; 0 where it has none."""
    return plan.events.aggregate(last=Max("pk"))["last"] or 0


@transaction.atomic
def change_units(
    *,
    plan: Plan,
    tasks: Sequence[Task],
    actor: User,
    now: dt.datetime,
    mode: UnitsMode,
    assignments: Sequence[NewAssignment],
    mark: int,
) -> Done:
    """Add, set or take away units.  Removing looks at the unit alone, whatever its role."""
    batch, tasks = _ready(plan, tasks, actor, "units", mark)
    if not assignments:
        raise Refusal("请选择单位。")
    for task in tasks:
        standing = editing.standing_assignments(task)
        editing.edit_units(
            task=task,
            actor=actor,
            now=now,
            assignments=combined(standing, assignments, mode),
            seen=editing.units_words(task.assignments.select_related("unit", "group")),
            batch=batch,
        )
    return _done(plan, batch)


def combined(
    standing: Sequence[NewAssignment], named: Sequence[NewAssignment], mode: UnitsMode
) -> list[NewAssignment]:
    """The division of work that comes out; a unit added in a new role gives up its old one."""
    if mode is UnitsMode.REPLACE:
        return list(named)
    holders = {(a.unit, a.group) for a in named}
    if mode is UnitsMode.REMOVE:
        return [a for a in standing if (a.unit, a.group) not in holders]
    pairs = {(a.role, a.unit, a.group) for a in standing}
    fresh = [a for a in named if (a.role, a.unit, a.group) not in pairs]
    given_up = {(a.unit, a.group) for a in fresh}
    return [*(a for a in standing if (a.unit, a.group) not in given_up), *fresh]


@transaction.atomic
def change_deadline(
    *, plan: Plan, tasks: Sequence[Task], actor: User, now: dt.datetime, deadline: Deadline, mark: int
) -> Done:
    """The same deadline for all."""
    batch, tasks = _ready(plan, tasks, actor, "deadline", mark)
    for task in tasks:
        seen = editing.deadline_words(task.deadline)
        editing.edit_deadline(task=task, actor=actor, now=now, deadline=deadline, seen=seen, batch=batch)
    return _done(plan, batch)


@transaction.atomic
def change_heading(
    *,
    plan: Plan,
    tasks: Sequence[Task],
    actor: User,
    now: dt.datetime,
    requirement: Requirement | None,
    mark: int,
) -> Done:
    """All under one heading, in their order."""
    batch, tasks = _ready(plan, tasks, actor, "heading", mark)
    arranging.move_under(plan=plan, tasks=tasks, actor=actor, now=now, requirement=requirement, batch=batch)
    return _done(plan, batch)


def _ready(plan: Plan, tasks: Sequence[Task], actor: User, field: str, mark: int) -> tuple[Batch, list[Task]]:
    """The rows as they stand now, under the plan's lock; refuses what somebody else changed meanwhile."""
    plan = locked_plan(plan, actor)
    require_in_plan(plan, tasks)
    if len(tasks) > MOST_ROWS:
        raise Refusal(f"一次最多修改 {MOST_ROWS} 项，请分批进行。")
    label = FIELD_LABELS[field]
    others = plan.events.filter(pk__gt=mark, task__in=tasks, changes__has_key=label).exclude(actor=actor)
    said = [
        f"“{clip(str(event.task), 20)}”的{label}刚被{event.actor or '系统'}改为“{event.changes[label][1]}”"
        for event in others.select_related("task", "actor")[:5]
    ]
    if said:
        raise Refusal(f"{'；'.join(said)}。本次没有修改任何一项，请核对后再办理。")
    fresh = Task.objects.filter(pk__in=[task.pk for task in tasks]).select_related("plan", "requirement")
    return Batch(), list(fresh.order_by("pk"))


def _done(plan: Plan, batch: Batch) -> Done:
    rows = plan.events.filter(batch=batch.id).order_by().values("task").distinct().count()
    return Done(rows, batch)


_SERVICES: dict[Act, Callable[..., Obligation]] = {
    Act.ACCEPT: progress.accept,
    Act.RETURN: progress.return_,
    Act.WAIVE: progress.waive,
    Act.REOPEN: progress.reopen,
}
ACTS = tuple(_SERVICES)
NEEDING_REASON = (Act.RETURN, Act.WAIVE, Act.REOPEN)


@transaction.atomic
def act_on(
    *, plan: Plan, tasks: Sequence[Task], actor: User, now: dt.datetime, act: Act, reason: str = ""
) -> tuple[int, int]:
    """Do an act of the office on every obligation of the rows where it is possible; returns how many
    obligations it reached and how many rows had none.  A decision is not undone: the units have heard of it.
    It is answered by its own counterpart (重新办理), so there is no batch."""
    require_in_plan(plan, tasks)
    if act not in _SERVICES:
        raise Refusal("这件事不能批量办理。")
    owed = Obligation.objects.filter(task__in=tasks).select_related("plan", "unit").order_by("pk")
    possible = [o for o in owed if permissions.may(actor, act, o)]
    if not possible:
        raise Refusal(f"勾选的任务没有可以“{ACT_LABELS[act]}”的承办事项。")
    more = {"reason": reason} if act in NEEDING_REASON else {}
    for obligation in possible:
        _SERVICES[act](obligation=obligation, actor=actor, now=now, **more)
    return len(possible), len(tasks) - len({o.task_id for o in possible})
