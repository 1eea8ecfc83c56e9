"""The fields of a task that a revision changes: read as JSON, written through the ledger's editing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.models import Assignment, Task, TaskEvent
from tasks.roles import Role
from tasks.services import editing
from tasks.services.plans import Headings, NewAssignment, NewTask, deadline_fields
from units.models import Unit, UnitGroup, User

_REVISED = TaskEvent.Act.REVISED


def value_of(name: str, task: Task, headings: Headings) -> Any:
    """The field as it stands, as JSON."""
    return {
        "number": lambda: task.number,
        "text": lambda: task.text,
        "heading": lambda: list(headings.paths[task.requirement_id]),
        "units": lambda: [_assignment_json(a) for a in task.assignments.all()],
        "deadline": lambda: _deadline_json(task),
        "directive": lambda: task.is_directive,
    }[name]()


def _assignment_json(assignment: Assignment) -> list[Any]:
    return [assignment.role, assignment.unit_id, assignment.group_id, assignment.phrase]


def _deadline_json(task: Task) -> dict[str, Any]:
    fields = deadline_fields(task.deadline) | {"deadline_reason": task.deadline_reason}
    return fields | {"due_on": task.due_on.isoformat() if task.due_on else None}


def new_value(name: str, value: Any) -> NewTask:
    """A task that holds this field, from its JSON."""
    if name == "deadline":
        return NewTask(text="", deadline=_deadline(value), deadline_reason=value["deadline_reason"])
    if name == "units":
        return NewTask(text="", assignments=tuple(_assignment(*row) for row in value))
    if name == "heading":
        return NewTask(text="", path=tuple(value))
    if name == "directive":
        return NewTask(text="", is_directive=value)
    return NewTask(text=value if name == "text" else "", number=value if name == "number" else "")


def _assignment(role: str, unit: int | None, group: int | None, phrase: str) -> NewAssignment:
    return NewAssignment(
        Role(role),
        unit=Unit.objects.get(pk=unit) if unit else None,
        group=UnitGroup.objects.get(pk=group) if group else None,
        phrase=phrase,
    )


def _deadline(value: dict[str, Any]) -> Deadline:
    return Deadline(
        text=value["deadline_text"] or None,
        kind=DeadlineKind(value["deadline_kind"]),
        date=dt.date.fromisoformat(value["due_on"]) if value["due_on"] else None,
        days_after_issue=value["days_after_issue"],
        working_days=value["working_days"],
        recurrence=Recurrence(value["recurrence"]) if value["recurrence"] else None,
    )


def set_field(
    name: str, task: Task, new: NewTask, headings: Headings, user: User, now: dt.datetime, *, seen: str
) -> None:
    """Write one field of ``new``; raises tasks.services.editing.EditConflict where it is not ``seen``."""
    common: dict[str, Any] = {"task": task, "actor": user, "now": now, "act": _REVISED}
    writers: dict[str, Callable[[], object]] = {
        "number": lambda: editing.edit_number(**common, number=new.number, seen=seen),
        "text": lambda: editing.edit_text(**common, text=new.text, seen=seen),
        "heading": lambda: _set_heading(common, task, new, headings, seen),
        "units": lambda: editing.edit_units(**common, assignments=new.assignments, seen=seen),
        "deadline": lambda: editing.edit_deadline(
            **common, deadline=new.deadline, reason=new.deadline_reason, seen=seen
        ),
        "directive": lambda: editing.edit_directive(**common, directive=new.is_directive),
    }
    writers[name]()


def _set_heading(common: dict[str, Any], task: Task, new: NewTask, headings: Headings, seen: str) -> None:
    task.refresh_from_db(fields=["requirement"])
    stands = editing.heading_words(headings.paths[task.requirement_id])
    mark = task.requirement_id if stands == seen else -1
    editing.edit_heading(**common, requirement=headings.at(new.path), seen=mark)
