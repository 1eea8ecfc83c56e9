"""A place beside the database in which a restored copy is built and looked at before anything is replaced.

PostgreSQL: a schema of its own in the same database, so that no right to create databases is needed, and the
swap is two renames in one transaction.  SQLite: a file of its own, whose pages are copied over in one
transaction.
"""

from __future__ import annotations

import copy
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

ALIAS = "scratch"


@contextmanager
def scratch() -> Iterator[str]:
    """The alias of an empty database of the same kind as the default one; gone when the block ends."""
    if connection.vendor == "postgresql":
        yield from _schema()
    else:
        yield from _file()


def _schema() -> Iterator[str]:
    name = f"gongkai_scratch_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {name}")
    try:
        options = connection.settings_dict["OPTIONS"].get("options", "")
        patient = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
        yield from _connected(OPTIONS={"options": f"{options} {patient} -c search_path={name}"})
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")


def _file() -> Iterator[str]:
    # On the database's own disk: the temporary folder may be too small for it.
    database = Path(str(connection.settings_dict["NAME"]))
    with tempfile.TemporaryDirectory(
        prefix=".restore-", dir=database.parent if database.is_file() else None
    ) as folder:
        yield from _connected(NAME=str(Path(folder) / "scratch.sqlite3"))


def _connected(**changes: object) -> Iterator[str]:
    settings = copy.deepcopy(connections.databases[DEFAULT_DB_ALIAS])
    settings["OPTIONS"] |= changes.pop("OPTIONS", {})
    settings |= changes
    connections.databases[ALIAS] = settings
    try:
        yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


def take_over(alias: str) -> None:
    """Put the scratch database in the place of the default one, at once for everybody who reads."""
    target, source = connections[DEFAULT_DB_ALIAS], connections[alias]
    if target.vendor == "postgresql":
        _swap_schemas(target, source)
        return
    source.ensure_connection()
    target.ensure_connection()
    source.connection.backup(target.connection)


def _swap_schemas(target: BaseDatabaseWrapper, source: BaseDatabaseWrapper) -> None:
    (old,), (new,) = (_one(each, "SELECT current_schema()") for each in (target, source))
    aside = f"gongkai_before_{secrets.token_hex(4)}"
    source.close()
    with transaction.atomic(), target.cursor() as cursor:
        cursor.execute(f"ALTER SCHEMA {old} RENAME TO {aside}")
        cursor.execute(f"ALTER SCHEMA {new} RENAME TO {old}")
        cursor.execute(f"DROP SCHEMA {aside} CASCADE")


def _one(connection: BaseDatabaseWrapper, query: str) -> tuple[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        (row,) = cursor.fetchall()
        return row
