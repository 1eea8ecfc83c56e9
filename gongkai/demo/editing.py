"""What the demo's office changed in a plan after it was issued; the history shows before and after."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongkai.demo.days import Days
from gongkai.demo.plans import assignment
from gongkai.demo.story import Thread
from tasks.deadlines import Deadline, DeadlineKind
from tasks.models import Task
from tasks.roles import Role
from tasks.services import editing
from tasks.services.plans import NewAssignment


def apply(thread: Thread, edit: dict[str, Any], days: Days, now: dt.datetime) -> None:
    """Carry out one ``[[edit]]`` of a plan's file on the task whose text begins with its ``task``."""
    task = thread.plan.tasks.get(text__startswith=edit["task"])
    clerk = thread.bureau.clerk
    if "text" in edit:
        editing.edit_text(task=task, actor=clerk, now=now, text=edit["text"], seen=task.text)
    if "postponed" in edit:
        day = days.calendar.add_workdays(task.deadline.date or days.today, edit["postponed"])
        deadline = Deadline(task.deadline_text, DeadlineKind.DATE, day)
        seen = editing.deadline_words(task.deadline)
        editing.edit_deadline(
            task=task, actor=clerk, now=now, deadline=deadline, seen=seen, reason="经局办公会同意延期"
        )
    if "assist" in edit:
        parts = [*_parts(task), assignment(thread.bureau, Role.ASSIST, edit["assist"])]
        seen = editing.units_words(task.assignments.all())
        editing.edit_units(task=task, actor=clerk, now=now, assignments=parts, seen=seen)


def _parts(task: Task) -> list[NewAssignment]:
    return [NewAssignment(Role(a.role), a.unit, a.group, a.phrase) for a in task.assignments.all()]
