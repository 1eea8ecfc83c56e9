"""Making a plan, putting it into force, filing it away; screens, imports and commands come through here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from common.dates import local_date
from common.decisions import Refusal, require
from tasks import permissions
from tasks.deadlines import Deadline
from tasks.models import Assignment, Plan, Requirement, StandingItem, Task, TaskEvent
from tasks.roles import Role
from tasks.services import carrying
from tasks.services.history import first_act, record, told
from tasks.services.periods import open_periods
from units.models import Unit, UnitGroup, User


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """A unit or a collective (exactly one) with its role and the printed phrase."""

    role: Role
    unit: Unit | None = None
    group: UnitGroup | None = None
    phrase: str = ""


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be made; ``path`` holds its headings as printed, outermost first.

    ``origin`` tells the history where a task comes from that is added to a plan.
    """

    text: str
    path: tuple[str, ...] = ()
    number: str = ""
    assignments: tuple[NewAssignment, ...] = ()
    deadline: Deadline = field(default_factory=Deadline)
    deadline_reason: str = ""
    remark: str = ""
    is_directive: bool = True
    place: dict[str, Any] = field(default_factory=dict)
    cells: tuple[str, ...] = ()
    origin: str = ""


@transaction.atomic
def create_plan(
    *,
    organisation: Unit,
    actor: User | None,
    now: dt.datetime,
    title: str,
    year: int,
    tasks: Sequence[NewTask],
    issuer: str = "",
    document_number: str = "",
    issued_on: dt.date | None = None,
    columns: Sequence[str] = (),
    source_name: str = "",
    kind: str = Plan.Kind.ANNUAL,
    reason: str = "",
) -> Plan:
    """A draft plan with its headings, tasks and assignments, in one transaction.

    Consecutive tasks with the same path share their headings.  ``actor`` None: a command acts for the system.
    ``reason`` stands in the history: what the plan was made from.
    Raises Forbidden where the person does not run this organisation's plans, Refusal where there is no task.
    """
    if actor is not None:
        require(permissions.may_run_plans_of(actor, organisation))
    if not tasks:
        raise Refusal("计划里没有任务。")
    plan = Plan.objects.create(
        organisation=organisation,
        kind=kind,
        title=title,
        year=year,
        issuer=issuer,
        document_number=document_number,
        issued_on=issued_on,
        columns=list(columns),
        source_name=source_name,
        created_by=actor,
        created_at=now,
    )
    write_tasks(plan, tasks)
    record(plan=plan, act=TaskEvent.Act.CREATED, actor=actor, now=now, reason=reason)
    return plan


def write_tasks(plan: Plan, tasks: Sequence[NewTask], since: dt.date | None = None) -> list[Task]:
    """The rows of new tasks with their division of work, behind those that the plan has.

    Tasks of a standing plan are standing items, asked for from ``since`` on (default: the plan's own day).
    """
    headings = Headings(plan)
    after = plan.tasks.count()
    rows = [
        Task(
            plan=plan,
            requirement=headings.at(new.path),
            position=position,
            number=new.number,
            text=new.text,
            remark=new.remark,
            is_directive=new.is_directive,
            deadline_reason=new.deadline_reason,
            place=new.place,
            cells=list(new.cells),
            **deadline_fields(new.deadline),
        )
        for position, new in enumerate(tasks, start=after)
    ]
    Task.objects.bulk_create(rows)
    Assignment.objects.bulk_create(
        Assignment(
            task=task, unit=a.unit, group=a.group, role=str(a.role), phrase=a.phrase[:200], position=position
        )
        for task, new in zip(rows, tasks, strict=True)
        for position, a in enumerate(new.assignments)
    )
    if plan.kind == Plan.Kind.STANDING:
        StandingItem.objects.bulk_create(
            StandingItem(organisation=plan.organisation, task=task, since=since) for task in rows
        )
    return rows


def deadline_fields(deadline: Deadline) -> dict[str, Any]:
    """A deadline value as columns of Task."""
    return {
        "deadline_text": (deadline.text or "")[:200],
        "deadline_kind": str(deadline.kind),
        "due_on": deadline.date,
        "days_after_issue": deadline.days_after_issue,
        "working_days": bool(deadline.working_days),
        "recurrence": str(deadline.recurrence) if deadline.recurrence else "",
    }


class Headings:
    """The plan's headings by their path, made as they come; the same words elsewhere are another."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.known: dict[tuple[str, ...], Requirement] = {}
        self.paths: dict[int | None, tuple[str, ...]] = {None: ()}
        for found in plan.requirements.order_by("depth", "position"):
            self.paths[found.pk] = (*self.paths[found.parent_id], found.title)
            self.known.setdefault(self.paths[found.pk], found)
        self.free = 1 + max((found.position for found in self.known.values()), default=-1)

    def at(self, path: tuple[str, ...]) -> Requirement | None:
        if not path:
            return None
        if path not in self.known:
            parent = self.at(path[:-1])
            self.known[path] = Requirement.objects.create(
                plan=self.plan, parent=parent, title=path[-1], depth=len(path) - 1, position=self.free
            )
            self.paths[self.known[path].pk] = path
            self.free += 1
        return self.known[path]


@transaction.atomic
def issue(*, plan: Plan, actor: User | None, now: dt.datetime) -> Plan:
    """Put a draft into force: its periods and obligations open, its reminders start."""
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if actor is not None:
        require(permissions.may_run_plans_of(actor, plan.organisation))
    if plan.kind == Plan.Kind.REFERENCE:
        raise Refusal("上级文件只作对照，不能下发。")
    if not plan.is_draft:
        raise Refusal(f"计划已经是“{plan.get_state_display()}”，不能再次下发。")
    plan.state = Plan.State.ISSUED
    plan.released_at = now
    plan.save(update_fields=["state", "released_at"])
    record(plan=plan, act=TaskEvent.Act.ISSUED, actor=actor, now=now)
    open_periods(today=local_date(now), now=now, plans=[plan])
    carrying.follow_plan(plan=plan, now=now, actor=actor)
    return plan


@transaction.atomic
def archive(*, plan: Plan, actor: User, now: dt.datetime) -> Plan:
    """File an issued plan away: it stays readable, nothing more is owed or reminded; what it carried of the
    standing items and has not finished comes back to them."""
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    require(permissions.may_run_plans_of(actor, plan.organisation))
    if not plan.is_issued:
        raise Refusal("只有已下发的计划才能归档。")
    plan.state = Plan.State.ARCHIVED
    plan.save(update_fields=["state"])
    record(plan=plan, act=TaskEvent.Act.ARCHIVED, actor=actor, now=now)
    carrying.follow_plan(plan=plan, now=now, actor=actor)
    return plan


@transaction.atomic
def remove(*, plan: Plan, actor: User | None, now: dt.datetime) -> dict[str, int]:
    """Take a plan away with all its rows, while nobody has done anything on it; answers how many of what.

    Its history goes with it: whoever removes a plan leaves a row in the audit log.  Raises Refusal.
    """
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if actor is not None:
        require(permissions.may_run_plans_of(actor, plan.organisation))
    if event := first_act(plan.events.all()):
        raise Refusal(f"{told(event)}，计划不能再整体撤销。")
    counts = {
        "tasks": plan.tasks.count(),
        "headings": plan.requirements.count(),
        "obligations": plan.obligations.count(),
        "history": plan.events.count(),
    }
    carrying.let_go(plan=plan, now=now, actor=actor)
    plan.tasks.all().delete()  # first: a heading is protected by its tasks
    plan.delete()
    return counts
