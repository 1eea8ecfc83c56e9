"""What was left undone of a plan: tasks of which a unit that decides has not finished a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min

from tasks.models import Obligation, Plan


@dataclass(frozen=True, slots=True)
class Undone:
    """Of one task: so many obligations are open, the first of them was due on that day."""

    open: int
    due_on: dt.date


def undone_of(plan: Plan, tasks: Iterable[int] | None = None) -> dict[int, Undone]:
    """By the task's id; one query."""
    found = Obligation.objects.filter(plan=plan, decides=True, task__withdrawn_at=None).open()
    if tasks is not None:
        found = found.filter(task__in=list(tasks))
    rows = found.order_by().values_list("task").annotate(Count("pk"), Min("due_on"))
    return {task: Undone(count, due_on) for task, count, due_on in rows}
