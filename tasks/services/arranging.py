"""The rows of a plan's table: add, split, join, move, take out.  Each is one batch, undone as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from common.decisions import Refusal
from tasks.models import Plan, Requirement, Task
from tasks.services import editing
from tasks.services.history import Batch, first_act, told
from tasks.services.ordering import Order, end_of, place, require_in_plan
from tasks.services.plans import Headings, NewTask
from tasks.services.revising import add_tasks, locked_plan, retire_task
from units.models import User

ENDS = "。！？；，、"
MOST_PARTS = 50


@transaction.atomic
def add_task(
    *, plan: Plan, actor: User, now: dt.datetime, new: NewTask, after: Task | None = None
) -> tuple[Task, Batch]:
    """A new task behind ``after`` and under its heading; without it at the end of its own heading."""
    batch = Batch()
    (added,) = add_rows(plan=plan, actor=actor, now=now, new=[new], after=after, batch=batch)
    return added, batch


@transaction.atomic
def add_rows(
    *,
    plan: Plan,
    actor: User,
    now: dt.datetime,
    new: Sequence[NewTask],
    after: Task | None,
    batch: Batch,
) -> list[Task]:
    """New tasks of one heading in their order, behind ``after`` or at the end of that heading."""
    plan = locked_plan(plan, actor)
    if not all(each.text.strip() for each in new):
        raise Refusal("任务内容不能为空。")
    if after is not None:
        require_in_plan(plan, [after])
        path = Headings(plan).paths[after.requirement_id]
        new = [replace(each, path=path) for each in new]
    return _insert(plan, actor, now, new, after.pk if after else None, batch)


def _insert(
    plan: Plan,
    actor: User,
    now: dt.datetime,
    tasks: Sequence[NewTask],
    after: int | None,
    batch: Batch,
) -> list[Task]:
    added = add_tasks(plan=plan, actor=actor, now=now, tasks=tasks, batch=batch)
    order = Order(plan)
    ids = [task.pk for task in added]
    behind = after if after is not None else end_of(order, added[0].requirement_id, ids)
    for pk in reversed(ids):
        order.put(pk, behind)
    order.save()
    return added


@transaction.atomic
def split(
    *, task: Task, actor: User, now: dt.datetime, parts: Sequence[str], seen: str
) -> tuple[list[Task], Batch]:
    """One clause into several: the first part stays this task, the others follow it with the same heading,
    units and deadline.  Raises EditConflict where the text is no longer ``seen``."""
    batch = Batch()
    parts = [part.strip() for part in parts if part.strip()]
    if not 2 <= len(parts) <= MOST_PARTS:
        raise Refusal(f"拆分后应有 2 至 {MOST_PARTS} 项，每行一项。")
    plan = locked_plan(task.plan, actor)
    task = editing.edit_text(task=task, actor=actor, now=now, text=parts[0], seen=seen, batch=batch)
    path = Headings(plan).paths[task.requirement_id]
    alike = NewTask(
        text="",
        path=path,
        assignments=tuple(editing.standing_assignments(task)),
        deadline=task.deadline,
        deadline_reason=task.deadline_reason,
        is_directive=task.is_directive,
        place=task.place,
    )
    new = [replace(alike, text=part) for part in parts[1:]]
    return [task, *_insert(plan, actor, now, new, task.pk, batch)], batch


@transaction.atomic
def join(*, plan: Plan, tasks: Sequence[Task], actor: User, now: dt.datetime) -> tuple[Task, Batch]:
    """Several clauses into the first of them: texts in order, units together, its deadline."""
    batch = Batch()
    plan = locked_plan(plan, actor)
    require_in_plan(plan, tasks)
    if len(tasks) < 2:
        raise Refusal("请勾选要合并的两项以上任务。")
    first, *others = sorted(tasks, key=lambda task: (task.position, task.pk))
    for other in others:
        if event := first_act(other.events.all()):
            raise Refusal(f"{told(event)}，“{other}”不能并入别的任务。")
    text = first.text
    for other in others:
        text += ("" if text[-1] in ENDS else "；") + other.text
    units = [each for task in (first, *others) for each in editing.standing_assignments(task)]
    holders = {(a.role, a.unit, a.group): a for a in reversed(units)}
    wanted = [a for a in dict.fromkeys(units) if holders[a.role, a.unit, a.group] == a]
    seen = editing.units_words(first.assignments.select_related("unit", "group"))
    editing.edit_text(task=first, actor=actor, now=now, text=text, seen=first.text, batch=batch)
    editing.edit_units(task=first, actor=actor, now=now, assignments=wanted, seen=seen, batch=batch)
    for other in others:
        retire_task(task=other, actor=actor, now=now, reason=f"并入“{first}”", batch=batch)
    return first, batch


@transaction.atomic
def shift(*, plan: Plan, tasks: Sequence[Task], actor: User, now: dt.datetime, step: int) -> Batch:
    """One place up (-1) or down (1), under the same heading."""
    batch = Batch()
    plan = locked_plan(plan, actor)
    require_in_plan(plan, tasks)
    order = Order(plan)
    for task in sorted(tasks, key=lambda task: order.ids.index(task.pk), reverse=step > 0):
        neighbour = order.neighbour(task.pk, step)
        if neighbour is None:
            raise Refusal(f"“{task}”已经是本标题下的{'第一' if step < 0 else '最后一'}项。")
        after = neighbour if step > 0 else order.before(neighbour)
        place(order=order, task=task, after=after, actor=actor, now=now, batch=batch)
    order.save()
    return batch


@transaction.atomic
def move_under(
    *,
    plan: Plan,
    tasks: Sequence[Task],
    actor: User,
    now: dt.datetime,
    requirement: Requirement | None,
    seen: dict[int, int | None] | None = None,
    batch: Batch | None = None,
) -> Batch:
    """Under another heading, behind what stands there.  ``seen``: the heading the editor saw, by task."""
    batch = batch or Batch()
    plan = locked_plan(plan, actor)
    require_in_plan(plan, tasks)
    moving = [task for task in tasks if task.requirement_id != (requirement.pk if requirement else None)]
    for task in moving:
        saw = seen[task.pk] if seen is not None else task.requirement_id
        editing.edit_heading(task=task, actor=actor, now=now, requirement=requirement, seen=saw, batch=batch)
    if moving:
        order = Order(plan)
        ids = [task.pk for task in moving]
        after = end_of(order, requirement.pk if requirement else None, ids)
        for task in sorted(moving, key=lambda task: order.ids.index(task.pk)):
            place(order=order, task=task, after=after, actor=actor, now=now, batch=batch)
            after = task.pk
        order.save()
    return batch


@transaction.atomic
def take_out(
    *,
    plan: Plan,
    tasks: Sequence[Task],
    actor: User,
    now: dt.datetime,
    reason: str = "",
    batch: Batch | None = None,
) -> Batch:
    """Delete from the plan: rows and reports stay readable in the history and come back by undoing."""
    batch = batch or Batch()
    plan = locked_plan(plan, actor)
    require_in_plan(plan, tasks)
    for task in tasks:
        retire_task(task=task, actor=actor, now=now, reason=reason.strip() or "从计划中删除", batch=batch)
    return batch
