"""Reads a plan's tasks as clauses (reports.clauses): four queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from reports.clauses import UNITS, Clause
from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.models import Assignment, Plan, TaskEvent
from tasks.roles import ROLE_LABELS, Role
from tasks.services.editing import deadline_words

# Units are printed as the plan has them; so many rows are enough to know the column (reports.layouts).
_SAMPLE = 80
_FIELDS = (
    "pk", "requirement", "number", "text", "remark", "cells", "place",
    "deadline_text", "deadline_kind", "due_on", "days_after_issue", "working_days", "recurrence",
)  # fmt: skip

Path = tuple[tuple[int, str], ...]
# (role, name, phrase)
Part = tuple[str, str, str]


def read_clauses(plan: Plan) -> tuple[list[int], list[Clause]]:
    """(task ids, clauses) in printed order."""
    rows = list(plan.tasks.in_force().order_by("position", "pk").values_list(*_FIELDS))
    paths = _paths(plan)
    edited = _edited(plan)
    wanted = {pk for pk, names in edited.items() if UNITS in names}
    wanted.update(row[0] for row in (rows[:_SAMPLE] if plan.columns else rows))
    wanted.update(row[0] for row in rows if not row[5])
    parts = _parts(plan, wanted, everything=len(wanted) == len(rows))
    clauses = [
        _clause(row, paths[row[1]], frozenset(edited.get(row[0], ())), parts.get(row[0], ()), plan)
        for row in rows
    ]
    return [row[0] for row in rows], clauses


def _clause(
    row: Sequence[Any], path: Path, edited: frozenset[str], parts: Sequence[Part], plan: Plan
) -> Clause:
    _, _, number, text, remark, cells, place, printed, kind, due_on, days, working, recurrence = row
    deadline = printed
    if not printed or "完成时限" in edited:
        deadline = printed or _deadline(kind, due_on, days, working, recurrence)
    return Clause(
        path=path,
        number=number,
        text=text,
        units=division(parts),
        deadline=deadline,
        deadline_text=printed,
        remark=remark,
        names=[phrase or name for _, name, phrase in parts],
        # A plan without columns has no printed rows.
        cells=cells if plan.columns else (),
        place=tuple(sorted(place.items())) or None if plan.columns else None,
        edited=edited,
    )


def _deadline(kind: str, due_on: Any, days: int | None, working: bool, recurrence: str) -> str:
    """In words where nothing is printed; nothing for a task without a deadline."""
    if kind == DeadlineKind.NONE and not recurrence:
        return ""
    repeats = Recurrence(recurrence) if recurrence else None
    return deadline_words(Deadline(None, DeadlineKind(kind), due_on, days, working, repeats))


def division(parts: Sequence[Part]) -> str:
    """“办公室牵头，法规股、财务股配合”; names alone where all are responsible."""
    by_role: dict[str, list[str]] = {}
    for role, name, _ in parts:
        by_role.setdefault(role, []).append(name)
    return "，".join("、".join(names) + _verb(role) for role, names in by_role.items())


def _verb(role: str) -> str:
    return "" if role == Role.RESPONSIBLE else ROLE_LABELS[Role(role)]


def _paths(plan: Plan) -> dict[int | None, Path]:
    """Each heading's way from the outermost one; parents stand before their children."""
    paths: dict[int | None, Path] = {None: ()}
    headings = plan.requirements.order_by("depth", "position").values_list("pk", "parent", "title")
    for pk, parent, title in headings:
        paths[pk] = (*paths[parent], (pk, title))
    return paths


def _edited(plan: Plan) -> dict[int, set[str]]:
    """Fields of tasks that people have changed since the plan came in."""
    fields: dict[int, set[str]] = {}
    events = TaskEvent.objects.filter(plan=plan, act=TaskEvent.Act.EDITED, task__isnull=False)
    for task, changes in events.order_by().values_list("task", "changes"):
        if task is not None:
            fields.setdefault(task, set()).update(changes)
    return fields


def _parts(plan: Plan, tasks: Collection[int], *, everything: bool) -> dict[int, list[Part]]:
    found = Assignment.objects.filter(task__plan=plan)
    if not everything:
        found = found.filter(task__in=tasks)
    parts: dict[int, list[Part]] = {}
    names = found.order_by("task", "position", "pk").values_list(
        "task", "role", "unit__name", "group__name", "phrase"
    )
    for task, role, unit, group, phrase in names:
        parts.setdefault(task, []).append((role, unit or group or "", phrase))
    return parts
