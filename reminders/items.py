"""The open items that reminders are about, read in chunks: a few queries a chunk, none an item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from common.dates import local_date
from reminders.expected import Item, Return, with_return
from reminders.models import WAITING_STATES
from reminders.people import Place
from tasks.deadlines import DeadlineKind
from tasks.models import Obligation, Plan, TaskEvent
from tasks.workflow import State

CHUNK = 2000


def waiting_items(due_until: dt.date) -> QuerySet[Obligation]:
    """What planning looks at: items that wait for the unit and are due by a day."""
    return Obligation.objects.filter(
        plan__state=Plan.State.ISSUED, state__in=WAITING_STATES, due_on__lte=due_until
    )


def chunks(due_until: dt.date, organisations: Iterable[int] | None = None) -> Iterator[list[Item]]:
    """Those items in the order of their ids, with their last return; of all plans or some organisations'."""
    waiting = waiting_items(due_until)
    if organisations is not None:
        waiting = waiting.filter(plan__organisation__in=organisations)
    rows = (
        waiting.order_by("pk")
        .values_list(
            "pk", "due_on", "task__deadline_kind", "unit_id", "unit__path", "plan__organisation_id",
            "plan__released_at", "task__standing__first_days", "state",
        )
    )  # fmt: skip
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1][0]
        returns = _returns([row[0] for row in chunk if row[-1] == State.RETURNED])
        yield [_item(row, returns) for row in chunk]


def _item(row: tuple[Any, ...], returns: dict[int, Return]) -> Item:
    pk, due_on, kind, unit, path, organisation, released_at, first_days, _ = row
    long_term = kind == DeadlineKind.LONG_TERM
    item = Item(pk, due_on, long_term, Place(unit, path, organisation), released_at, first_days)
    return with_return(item, returns[pk]) if pk in returns else item


def _returns(ids: list[int]) -> dict[int, Return]:
    """The last return of each of these items."""
    if not ids:
        return {}
    events = TaskEvent.objects.filter(obligation__in=ids, act=TaskEvent.Act.RETURNED).order_by("at", "pk")
    return {
        obligation: Return(pk, at, local_date(at))
        for obligation, pk, at in events.values_list("obligation_id", "pk", "at")
        if obligation is not None
    }
