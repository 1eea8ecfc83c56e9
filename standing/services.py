"""Changing a standing item as a whole: its words, units, day and first reminder, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from common.dates import local_date
from tasks.deadlines import Deadline
from tasks.models import StandingItem
from tasks.services import editing, standing
from tasks.services.history import Batch
from tasks.services.plans import NewAssignment
from units.models import User


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item as a person wants it."""

    text: str
    remark: str
    deadline: Deadline
    assignments: Sequence[NewAssignment]
    first_days: int | None


def seen_of(item: StandingItem) -> dict[str, str]:
    """What an editor is shown, field by field; it comes back with the form."""
    words = editing.words_of(item.task)
    return {name: words[name] for name in ("text", "remark", "deadline", "units")}


@transaction.atomic
def change(
    *, item: StandingItem, actor: User, now: dt.datetime, wanted: Wanted, seen: Mapping[str, str]
) -> None:
    """Only what differs is written.  Raises Forbidden, or EditConflict where somebody else was first."""
    task, batch = item.task, Batch()
    editing.edit_text(task=task, actor=actor, now=now, text=wanted.text, seen=seen["text"], batch=batch)
    editing.edit_remark(
        task=task, actor=actor, now=now, remark=wanted.remark, seen=seen["remark"], batch=batch
    )
    editing.edit_deadline(
        task=task,
        actor=actor,
        now=now,
        deadline=wanted.deadline,
        seen=seen["deadline"],
        reason="按本地规定",
        batch=batch,
    )
    editing.edit_units(
        task=task, actor=actor, now=now, assignments=wanted.assignments, seen=seen["units"], batch=batch
    )
    standing.set_first_days(item=item, actor=actor, now=now, days=wanted.first_days)


def since_of(item: StandingItem) -> dt.date:
    """The day from which its rounds count."""
    plan = item.task.plan
    started = plan.issued_on or local_date(plan.released_at or plan.created_at)
    return max(started, item.since or started)
