"""The rows of :mod:`gongkai.scale.ledger` laid over by the database itself: a million tasks in minutes."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Max

from tasks.models import (
    Assignment,
    Evidence,
    Obligation,
    Period,
    Plan,
    ProgressReport,
    Requirement,
    Task,
    TaskEvent,
)

Model = type[models.Model]
# Each before those that point to it.
TABLES: tuple[Model, ...] = (
    Plan,
    Requirement,
    Task,
    Assignment,
    Period,
    Obligation,
    ProgressReport,
    Evidence,
    TaskEvent,
)


def multiply(times: int) -> Iterator[int]:
    """Lay every plan of a database that holds made-up data alone ``times - 1`` times over again.

    Gives how often they stand there after each time.  Units and people stay: each has more to do.
    """
    spans = {table: table._default_manager.aggregate(last=Max("pk"))["last"] or 0 for table in TABLES}
    for time in range(1, times):
        with transaction.atomic(), connection.cursor() as cursor:
            _trust(cursor)
            for table in TABLES:
                cursor.execute(_copy(table, spans, time))
        yield time + 1
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), TABLES):
            cursor.execute(statement)


def _trust(cursor: CursorWrapper) -> None:
    """Where the role may, let the server not look up every owner again: the copies' owners are copies too."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() == (True,):
            cursor.execute("SET LOCAL session_replication_role = replica")


def _copy(table: Model, spans: dict[Model, int], time: int) -> str:
    """INSERT of the first rows once more, their own number and those of their owners moved on."""
    quote = connection.ops.quote_name
    names, values = [], []
    for field in table._meta.concrete_fields:
        name = quote(str(field.column))
        owner: object = table if field.primary_key else field.related_model
        shift = next((time * span for other, span in spans.items() if other is owner), 0)
        names.append(name)
        values.append(f"{name} + {shift}" if shift else name)
    own, into = quote(str(table._meta.pk.column)), quote(table._meta.db_table)
    return (
        f"INSERT INTO {into} ({', '.join(names)}) SELECT {', '.join(values)} FROM {into} "  # nosec
        f"WHERE {own} <= {spans[table]}"
    )
