"""What a revised document does to a plan beside editing its tasks: tasks come in, go out and come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from common.dates import local_date
from common.decisions import Refusal, require
from tasks import permissions
from tasks.models import Plan, Requirement, Task, TaskEvent
from tasks.services import adjusting, carrying
from tasks.services.history import Batch, Changes, record
from tasks.services.periods import open_periods
from tasks.services.plans import Headings, NewTask, write_tasks
from tasks.workflow import State
from units.models import User

FACTS = {
    "title": "标题",
    "issuer": "印发单位",
    "document_number": "文号",
    "issued_on": "印发日期",
    "source_name": "来源文件",
}


@transaction.atomic
def add_tasks(
    *, plan: Plan, actor: User, now: dt.datetime, tasks: Sequence[NewTask], batch: Batch | None = None
) -> list[Task]:
    """Add tasks behind those of the plan; in an issued plan their periods open."""
    plan = locked_plan(plan, actor)
    added = write_tasks(plan, tasks, local_date(now))
    act = TaskEvent.Act.ADDED
    for task, new in zip(added, tasks, strict=True):
        record(plan=plan, task=task, act=act, actor=actor, now=now, reason=new.origin, batch=batch)
    if plan.is_issued:
        ids = [task.pk for task in added]
        open_periods(today=local_date(now), now=now, plans=[plan], tasks=ids)
    return added


@transaction.atomic
def retire_task(
    *,
    task: Task,
    actor: User,
    now: dt.datetime,
    reason: str,
    batch: Batch | None = None,
    finish_begun: bool = False,
) -> Task:
    """Take a task out of its plan: untouched obligations go, reported ones are waived and stay readable, or
    with ``finish_begun`` are left to be finished."""
    plan = locked_plan(task.plan, actor)
    task = Task.objects.select_for_update(of=("self",), no_key=True).select_related("plan").get(pk=task.pk)
    if task.withdrawn_at is None:
        task.withdrawn_at = now
        task.save(update_fields=["withdrawn_at"])
        adjusting.release(task=task, actor=actor, now=now, reason=reason, finish_begun=finish_begun)
        act = TaskEvent.Act.RETIRED
        record(plan=plan, task=task, act=act, actor=actor, now=now, reason=reason, batch=batch)
        carrying.follow_task(task=task, now=now, actor=actor)
    return task


@transaction.atomic
def restore_task(
    *, task: Task, actor: User, now: dt.datetime, reason: str, batch: Batch | None = None
) -> Task:
    """Put a retired task back: what was waived when it went is owed again, missing periods open."""
    plan = locked_plan(task.plan, actor)
    task = Task.objects.select_for_update(of=("self",), no_key=True).select_related("plan").get(pk=task.pk)
    if task.withdrawn_at is None:
        return task
    reopen_waived(task=task, actor=actor, now=now, reason=reason, since=task.withdrawn_at)
    task.withdrawn_at = None
    task.save(update_fields=["withdrawn_at"])
    act = TaskEvent.Act.RESTORED
    record(plan=plan, task=task, act=act, actor=actor, now=now, reason=reason, batch=batch)
    if plan.is_issued:
        open_periods(today=local_date(now), now=now, plans=[plan], tasks=[task.pk])
        carrying.follow_task(task=task, now=now, actor=actor)
    return task


def reopen_waived(*, task: Task, actor: User, now: dt.datetime, reason: str, since: dt.datetime) -> None:
    """What a change of the task waived at the moment ``since`` is owed again, its reports with it."""
    went = task.events.filter(act=TaskEvent.Act.WAIVED, at=since).values("obligation")
    for obligation in task.obligations.filter(pk__in=went, state=State.WAIVED):
        obligation.state = str(State.PENDING)
        obligation.version += 1
        obligation.save(update_fields=["state", "version"])
        record(
            plan=task.plan,
            task=task,
            obligation=obligation,
            act=TaskEvent.Act.REOPENED,
            actor=actor,
            now=now,
            reason=reason,
        )


@transaction.atomic
def revise_facts(*, plan: Plan, actor: User, now: dt.datetime, values: dict[str, Any]) -> dict[str, Any]:
    """Set facts of the plan (:data:`FACTS` and ``columns``); answers what stood there.

    Days after issue are counted again where nobody has reported on the task yet.
    """
    plan = locked_plan(plan, actor)
    before = {name: getattr(plan, name) for name, value in values.items() if getattr(plan, name) != value}
    if not before:
        return {}
    for name in before:
        setattr(plan, name, values[name])
    plan.save(update_fields=list(before))
    changes: Changes = {
        label: (_word(before[name]), _word(values[name])) for name, label in FACTS.items() if name in before
    }
    if changes:
        record(plan=plan, act=TaskEvent.Act.REVISED, actor=actor, now=now, changes=changes)
    if "issued_on" in before and plan.is_issued:
        for task in plan.tasks.in_force().filter(deadline_kind="relative", is_directive=True):
            if not task.obligations.filter(reported_on__isnull=False).exists():
                adjusting.follow_deadline(task=task, actor=actor, now=now, today=local_date(now))
    return before


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def reprint(*, task: Task, place: dict[str, Any], cells: Sequence[str], remark: str) -> None:
    """Where and how the document in hand prints the task; the ledger prints it so again."""
    Task.objects.filter(pk=task.pk).update(place=place, cells=list(cells), remark=remark)


@transaction.atomic
def arrange(*, plan: Plan, order: Sequence[int]) -> None:
    """Put tasks (ids) into this order, others behind them, and headings where their first task stands.

    Headings that hold nothing any more go.
    """
    ranks = {pk: rank for rank, pk in enumerate(order)}
    tasks = sorted(
        plan.tasks.all(), key=lambda task: (ranks.get(task.pk, len(ranks)), task.position, task.pk)
    )
    for position, task in enumerate(tasks):
        task.position = position
    Task.objects.bulk_update(tasks, ["position"], batch_size=500)
    headings = Headings(plan)
    wanted = {
        path[:depth]: None
        for task in tasks
        for path in [headings.paths[task.requirement_id]]
        for depth in range(1, len(path) + 1)
    }
    by_path = {headings.paths[found.pk]: found for found in plan.requirements.all()}
    empty = [found.pk for path, found in by_path.items() if path not in wanted]
    Requirement.objects.filter(pk__in=empty).delete()
    _number([by_path[path] for path in wanted])


def _number(headings: Sequence[Requirement]) -> None:
    """Positions are unique in a plan at every moment, so they are moved out of the way first."""
    for offset in (1_000_000, 0):
        for position, heading in enumerate(headings):
            heading.position = offset + position
        Requirement.objects.bulk_update(headings, ["position"], batch_size=500)


def locked_plan(plan: Plan, actor: User) -> Plan:
    """The plan, locked against other changes of its order; edits of single tasks go on beside it."""
    found = Plan.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    plan = found.get(pk=plan.pk)
    require(permissions.may_run_plans_of(actor, plan.organisation))
    if plan.state == Plan.State.ARCHIVED:
        raise Refusal("计划已归档，不能再修改。")
    return plan
