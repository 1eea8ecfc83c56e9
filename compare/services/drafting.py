"""A draft of next year's plan from this year's: headings, tasks, division of work, deadlines a year on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db import transaction

from common.decisions import Refusal, require
from common.text import clip
from compare.models import Comparison, Link
from compare.moving import MOVED, moved_deadline, moved_text, moved_title
from compare.services.comparing import likeness_of
from tasks.deadlines import DeadlineKind
from tasks.models import Plan, Task
from tasks.permissions import may_run_plans_of
from tasks.roles import Role
from tasks.services.plans import Headings, NewAssignment, NewTask, create_plan
from units.models import Unit, User

_TITLE = 200


@transaction.atomic
def draft_next_year(*, plan: Plan, actor: User, now: dt.datetime) -> tuple[Plan, bool]:
    """The draft and whether it is new: one that was made before and is still a draft is answered instead.

    Every task is linked to the one that it came from.  Nothing of what units reported comes along.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=plan.pk)
    require(may_run_plans_of(actor, plan.organisation))
    if plan.kind != Plan.Kind.ANNUAL:
        raise Refusal("只有年度方案可以起草下一年度的方案。")
    if standing := drafted_from(plan):
        return standing, False
    tasks, paths = _tasks(plan), Headings(plan).paths
    made = create_plan(
        organisation=plan.organisation,
        actor=actor,
        now=now,
        title=clip(moved_title(plan.title, plan.year), _TITLE),
        year=plan.year + 1,
        issuer=plan.issuer,
        columns=plan.columns,
        tasks=[_next(task, plan.year, paths[task.requirement_id]) for task in tasks],
        reason=f"沿用《{plan.title}》起草",
    )
    Plan.objects.filter(pk=made.pk).update(needs_acceptance=plan.needs_acceptance)
    _link(plan, made, tasks, actor, now)
    return made, True


def drafted_from(plan: Plan) -> Plan | None:
    """The draft of next year that was made from this plan and is still one."""
    links = Link.objects.filter(comparison__other=plan, origin=Link.Origin.DRAFTED)
    return Plan.objects.filter(pk__in=links.values("comparison__plan"), state=Plan.State.DRAFT).first()


def _tasks(plan: Plan) -> Sequence[Task]:
    found = plan.tasks.in_force().order_by("position", "pk")
    return list(found.prefetch_related("assignments__unit__successor", "assignments__group"))


def _next(task: Task, year: int, path: Sequence[str]) -> NewTask:
    moved = moved_deadline(task.deadline, year)
    return NewTask(
        text=moved_text(task.text, year),
        path=tuple(moved_text(title, year) for title in path),
        number=task.number,
        assignments=tuple(assignments_now(task)),
        deadline=moved,
        deadline_reason=MOVED if _is_dated(task) else task.deadline_reason,
        remark=moved_text(task.remark, year),
        is_directive=task.is_directive,
    )


def _is_dated(task: Task) -> bool:
    return task.deadline_kind == DeadlineKind.DATE


def assignments_now(task: Task) -> Iterator[NewAssignment]:
    """Units that have gone since are those into which they were merged; without such a one they drop out."""
    seen: set[tuple[str, int | None, int | None]] = set()
    for each in task.assignments.all():
        unit = _in_use(each.unit)
        key = (each.role, unit.pk if unit else None, each.group_id)
        if (unit or each.group) and key not in seen:
            seen.add(key)
            yield NewAssignment(Role(each.role), unit, each.group, each.phrase if unit == each.unit else "")


def _in_use(unit: Unit | None) -> Unit | None:
    while unit is not None and unit.retired_on is not None:
        unit = unit.successor
    return unit


def _link(plan: Plan, made: Plan, tasks: Sequence[Task], actor: User, now: dt.datetime) -> None:
    comparison = Comparison.objects.create(
        kind=Comparison.Kind.YEAR, plan=made, other=plan, created_by=actor, created_at=now, proposed_at=now
    )
    new = made.tasks.order_by("position", "pk")
    Link.objects.bulk_create(
        Link(
            comparison=comparison,
            before=before,
            after=after,
            likeness=likeness_of(before, after),
            state=Link.State.CONFIRMED,
            origin=Link.Origin.DRAFTED,
            sole=True,
            to_check=_is_dated(before),
            decided_by=actor,
            decided_at=now,
        )
        for before, after in zip(tasks, new, strict=True)
    )
