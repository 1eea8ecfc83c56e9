"""Writes history rows; always called inside the act's own transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from common.dates import long_date
from tasks.models import Obligation, Plan, Task, TaskEvent
from tasks.permissions import HEAD_ACTS, OFFICE_ACTS
from units.models import User
from units.permissions import Role as Post
from units.permissions import scope_of

Changes = Mapping[str, tuple[str, str]]
Values = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one person does in one go; ``undoes`` names the batch that this one takes back."""

    id: uuid.UUID = field(default_factory=uuid.uuid4)
    undoes: uuid.UUID | None = None


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
    values: Values | None = None,
    batch: Batch | None = None,
) -> TaskEvent:
    """Add one row.  ``changes`` maps a field's printed name to (before, after) as people read them,
    ``values`` its code to what is stored, as JSON."""
    return TaskEvent.objects.create(
        plan=plan,
        task=task,
        obligation=obligation,
        actor=actor,
        acting_for=_stood_in_for(actor, act, plan, obligation),
        act=act,
        at=now,
        reason=reason,
        changes={name: list(pair) for name, pair in (changes or {}).items()},
        values={name: list(pair) for name, pair in (values or {}).items()},
        batch=batch.id if batch else None,
        undoes=batch.undoes if batch else None,
    )


def _stood_in_for(actor: User | None, act: str, plan: Plan, obligation: Obligation | None) -> str:
    """The name of the person on whose post the right to this act rests, where it is not the actor's own."""
    scope = scope_of(actor) if actor else None
    if scope is None or not scope.stands_in:
        return ""
    office = (Post.OFFICE, plan.organisation_id)
    if obligation is None or act in OFFICE_ACTS:
        posts = [office]
    else:
        roles = [Post.HEAD] if act in HEAD_ACTS else [Post.HEAD, Post.HANDLER]
        posts = [(role, obligation.unit_id) for role in roles]
    # A person of the unit acts for it; where the actor is none, the office acts on its behalf.
    stood_in = scope.stands_for(*posts)
    if stood_in is None and not scope.own.intersection(posts):
        stood_in = scope.stands_for(office)
    return str(stood_in or "")


def first_act(events: QuerySet[TaskEvent]) -> TaskEvent | None:
    """The earliest act of a person on an obligation: a report, a decision."""
    acts = events.filter(obligation__isnull=False, actor__isnull=False)
    return acts.select_related("actor", "obligation__unit").order_by("at", "pk").first()


def told(event: TaskEvent) -> str:
    """“秦朗已在 2026年7月8日 为供水科填报进展”, as a reason why something can no longer be undone."""
    assert event.obligation is not None
    day = long_date(timezone.localdate(event.at))
    return f"{event.actor}已在 {day} 为{event.obligation.unit}{event.get_act_display()}"
