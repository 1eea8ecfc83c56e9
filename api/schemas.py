"""Shapes of the answers.  Dates are days in Shanghai; words for people stand beside codes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Field, Schema

from tasks.models import Assignment, Obligation, Plan, Task
from units.models import Unit


class Problem(Schema):
    """What went wrong, in Chinese."""

    detail: str


class Page(Schema):
    """A list's part: ``next`` is the number to ask ``after`` for the part that follows, null at the end."""

    next: int | None = Field(None, description="下一页的 after 参数；没有下一页时为 null")


class PlanOut(Schema):
    id: int
    title: str
    year: int
    kind: str
    state: str
    issuer: str
    document_number: str
    issued_on: dt.date | None

    @staticmethod
    def of(plan: Plan) -> dict[str, Any]:
        names = ("title", "year", "kind", "state", "issuer", "document_number", "issued_on")
        return {"id": plan.pk, **{name: getattr(plan, name) for name in names}}


class PlanPage(Page):
    items: list[PlanOut]


class AssignmentOut(Schema):
    name: str
    role: str
    group: bool

    @staticmethod
    def of(assignment: Assignment) -> dict[str, Any]:
        is_group = assignment.group_id is not None
        return {"name": str(assignment.holder), "role": assignment.role, "group": is_group}


class TaskOut(Schema):
    id: int
    plan: int
    number: str
    text: str
    heading: str
    deadline_text: str
    deadline_kind: str
    due_on: dt.date | None
    recurrence: str
    assignments: list[AssignmentOut]

    @staticmethod
    def of(task: Task) -> dict[str, Any]:
        names = ("number", "text", "deadline_text", "deadline_kind", "due_on", "recurrence")
        return {
            "id": task.pk,
            "plan": task.plan_id,
            "heading": task.requirement.title if task.requirement else "",
            "assignments": [AssignmentOut.of(each) for each in task.assignments.all()],
            **{name: getattr(task, name) for name in names},
        }


class TaskPage(Page):
    items: list[TaskOut]


class ObligationOut(Schema):
    id: int
    plan: int
    task: int
    unit: str
    period: str
    role: str
    decides: bool
    state: str
    state_label: str
    completion: str
    due_on: dt.date
    first_due_on: dt.date
    submitted_on: dt.date | None
    done_on: dt.date | None

    @staticmethod
    def of(owed: Obligation) -> dict[str, Any]:
        names = ("role", "decides", "state", "completion", "due_on", "submitted_on", "done_on")
        return {
            "id": owed.pk,
            "plan": owed.plan_id,
            "task": owed.task_id,
            "unit": str(owed.unit),
            "period": owed.period.label,
            "first_due_on": owed.period.first_due_on,
            "state_label": owed.get_state_display(),
            **{name: getattr(owed, name) for name in names},
        }


class ObligationPage(Page):
    items: list[ObligationOut]


class UnitOut(Schema):
    id: int
    name: str
    parent: int | None

    @staticmethod
    def of(unit: Unit) -> dict[str, Any]:
        return {"id": unit.pk, "name": unit.name, "parent": unit.parent_id}


class UnitPage(Page):
    items: list[UnitOut]


class OrganisationOut(Schema):
    id: int
    name: str
