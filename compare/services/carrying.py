"""结转: what was left undone last year comes into this year's plan, with a history that says from where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from common.dates import local_date, long_date
from common.decisions import Refusal, require
from compare.models import Comparison, Link
from compare.services.comparing import likeness_of, locked
from compare.services.drafting import assignments_now
from compare.undone import undone_of
from tasks.deadlines import Deadline, DeadlineKind
from tasks.models import Plan, Task
from tasks.permissions import may_edit_plan
from tasks.services import arranging
from tasks.services.history import Batch
from tasks.services.plans import Headings, NewTask
from units.models import User

# Where the plan has no heading of the same words.
HEADING = "上一年度结转事项"


@transaction.atomic
def carry_over(
    *, comparison: Comparison, tasks: Sequence[int], due_on: dt.date, actor: User, now: dt.datetime
) -> tuple[int, Batch]:
    """Add these undone tasks (ids) of last year's plan to this one, due on a new day, each linked to where it
    came from.  One batch, undone as a whole from the plan's history.  Tasks with a partner stay out."""
    comparison = locked(comparison, actor)
    plan, other = comparison.plan, comparison.other
    require(may_edit_plan(actor, plan))
    if not comparison.is_yearly:
        raise Refusal("只有回头看可以结转。")
    if due_on < local_date(now):
        raise Refusal("结转后的期限不能早于今天。")
    linked = comparison.links.filter(state=Link.State.CONFIRMED, after__withdrawn_at=None).values("before")
    found = (
        other.tasks.in_force()
        .filter(pk__in=undone_of(other, tasks))
        .exclude(pk__in=linked)
        .order_by("position", "pk")
        .prefetch_related("assignments__unit__successor", "assignments__group")
    )
    carried = list(found)
    if not carried:
        raise Refusal("没有勾选未完成、且今年尚未列入的任务。")
    batch = Batch()
    paths, known = Headings(other).paths, set(Headings(plan).known)
    for task in carried:
        path = paths[task.requirement_id]
        new = _new(task, other, path if path in known else (HEADING,), due_on)
        (added,) = arranging.add_rows(plan=plan, actor=actor, now=now, new=[new], after=None, batch=batch)
        _link(comparison, task, added, actor, now)
    return len(carried), batch


def _new(task: Task, other: Plan, path: tuple[str, ...], due_on: dt.date) -> NewTask:
    number = f"第 {task.number} 项" if task.number else "一项"
    return NewTask(
        text=task.text,
        path=path,
        assignments=tuple(assignments_now(task)),
        deadline=Deadline(text=long_date(due_on), kind=DeadlineKind.DATE, date=due_on),
        deadline_reason="结转时填写",
        remark=task.remark,
        is_directive=task.is_directive,
        origin=f"由《{other.title}》{number}结转",
    )


def _link(comparison: Comparison, before: Task, after: Task, actor: User, now: dt.datetime) -> None:
    """The rows that stood for this task are answered by it."""
    stale = comparison.links.filter(before=before)
    stale.filter(state=Link.State.PROPOSED).delete()
    stale.filter(after__withdrawn_at__isnull=False).delete()
    comparison.gaps.filter(task=before).delete()
    Link.objects.create(
        comparison=comparison,
        before=before,
        after=after,
        likeness=likeness_of(before, after),
        state=Link.State.CONFIRMED,
        origin=Link.Origin.CARRIED,
        sole=True,
        decided_by=actor,
        decided_at=now,
    )
