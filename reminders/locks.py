"""Row locks that several senders share."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def skip_locked(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Rows that nobody else holds, held until the transaction ends.

    SQLite knows no row locks and needs none: a transaction that writes is alone from its first statement.
    """
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows
