"""Writes many planned reminders at once.

On PostgreSQL the rows travel as one array a column: no object and no parameter a value, which is what
planning a hundred thousand items costs otherwise.  Elsewhere Django writes them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from django.db import connection

from reminders.models import Reminder

_COLUMNS = "obligation_id, step, due_on, recipient_id, visible_from"
_TYPES = ("bigint[]", "text[]", "date[]", "bigint[]", "timestamptz[]")
BATCH = 2000


class NewRow(NamedTuple):
    """One reminder to write, in the order of the columns; steps are codes without quotes or commas."""

    obligation: int
    step: str
    due_on: dt.date
    recipient: int
    visible_from: dt.datetime


def insert(rows: Collection[NewRow], now: dt.datetime) -> int:
    """Write the rows that are not there yet; returns how many were asked for, or written on PostgreSQL."""
    if not rows:
        return 0
    if connection.vendor == "postgresql":
        return _insert_arrays(rows, now)
    made = [
        Reminder(
            obligation_id=row.obligation,
            step=row.step,
            due_on=row.due_on,
            recipient_id=row.recipient,
            visible_from=row.visible_from,
            created_at=now,
        )
        for row in rows
    ]
    Reminder.objects.bulk_create(made, ignore_conflicts=True, batch_size=BATCH)
    return len(made)


def _insert_arrays(rows: Collection[NewRow], now: dt.datetime) -> int:
    arrays = ["{" + ",".join(map(str, column)) + "}" for column in zip(*_quoted(rows), strict=True)]
    sources = ", ".join(f"%s::{kind}" for kind in _TYPES)
    # The statement is made of the constants above; the values are parameters.
    statement = (
        f"INSERT INTO reminders_reminder ({_COLUMNS}, state, reason, created_at) "  # nosec B608
        f"SELECT *, 'pending', '', %s FROM unnest({sources}) ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [now, *arrays])
        return cursor.rowcount


def _quoted(rows: Collection[NewRow]) -> list[tuple[object, ...]]:
    """A moment as text holds a blank, which an array wants quoted; there are few different ones."""
    moments = {row.visible_from: f'"{row.visible_from.isoformat()}"' for row in rows}
    return [(*row[:4], moments[row.visible_from]) for row in rows]
