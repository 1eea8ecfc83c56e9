"""Writes history rows; always called inside the act's own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from tasks.models import Obligation, Plan, Task, TaskEvent
from units.models import User

Changes = Mapping[str, tuple[str, str]]


def record(
    *,
    plan: Plan,
    act: str,
    actor: User | None,
    now: dt.datetime,
    task: Task | None = None,
    obligation: Obligation | None = None,
    reason: str = "",
    changes: Changes | None = None,
) -> TaskEvent:
    """Add one row.  ``changes`` maps a field's printed name to (before, after) as people read them."""
    return TaskEvent.objects.create(
        plan=plan,
        task=task,
        obligation=obligation,
        actor=actor,
        act=act,
        at=now,
        reason=reason,
        changes={field: list(pair) for field, pair in (changes or {}).items()},
    )
