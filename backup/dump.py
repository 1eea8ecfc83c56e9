"""Reads every row of the database as it stood at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from backup.rows import line
from backup.tables import Table

LINES_AT_ONCE = 1000


class Sink(Protocol):
    def write(self, data: bytes, /) -> int: ...


@contextmanager
def snapshot(alias: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own on which all reading sees one moment.

    PostgreSQL's limits of time are for pages, not for this.
    """
    connection = connections[alias].copy()
    connection.ensure_connection()
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            else:
                cursor.execute("BEGIN")  # deferred: a reader beside the writers
        yield connection
    finally:
        connection.close()


def write_rows(connection: BaseDatabaseWrapper, table: Table, sink: Sink) -> None:
    """The table's rows in the order of their key, as lines of text."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in table.columns)
    query = f"SELECT {columns} FROM {quote(table.name)} ORDER BY {quote(table.key)}"  # nosec B608
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY ({query}) TO STDOUT", sink)
            return
        cursor.execute(query)
        while rows := cursor.fetchmany(LINES_AT_ONCE):
            sink.write("".join(line(row, table.kinds) for row in rows).encode())


def names_of_files(connection: BaseDatabaseWrapper, columns: Iterable[tuple[str, str]]) -> list[str]:
    """The storage names that rows of this moment speak of, sorted."""
    quote = connection.ops.quote_name
    names: set[str] = set()
    with connection.cursor() as cursor:
        for table, column in columns:
            cursor.execute(f"SELECT DISTINCT {quote(column)} FROM {quote(table)}")  # nosec B608
            names |= {name for (name,) in cursor.fetchall() if name}
    return sorted(names)


def migrations_of(connection: BaseDatabaseWrapper) -> list[list[str]]:
    """[app, name] of every migration that the database has been through, in that order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return [[app, name] for app, name in cursor.fetchall()]
