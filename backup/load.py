"""Puts the rows of an archive into an empty database that has been through the same migrations."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from backup.archive import Damaged
from backup.rows import Kind, values
from backup.tables import Table

LINES_AT_ONCE = 1000


def table_of(told: dict[str, Any]) -> Table:
    return Table(told["name"], told["columns"], [Kind(kind) for kind in told["kinds"]], told["key"])


def member_name(table: Table) -> str:
    return f"tables/{table.name}.txt"


def migrate_to(alias: str, migrations: list[list[str]]) -> None:
    """Bring an empty database to where the archive's stood."""
    executor = MigrationExecutor(connections[alias])
    known = executor.loader.graph.nodes
    unknown = [f"{app}.{name}" for app, name in migrations if (app, name) not in known]
    if unknown:
        raise Damaged(f"备份来自更新的版本（例如 {unknown[0]}），请先升级本软件再恢复。")
    executor.migrate([(app, name) for app, name in migrations])


def load(alias: str, zip_file: zipfile.ZipFile, tables: list[Table]) -> None:
    """All rows in one transaction; what migrations wrote by themselves gives way to the archive's rows."""
    connection = connections[alias]
    quote = connection.ops.quote_name
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
            every = ", ".join(quote(table.name) for table in tables)
            cursor.execute(f"TRUNCATE {every}")
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            for table in tables:
                cursor.execute(f"DELETE FROM {quote(table.name)}")  # nosec B608
        for table in tables:
            with zip_file.open(member_name(table)) as stream:
                _load_table(connection, table, stream)
    _restart_keys(connection)


def _load_table(connection: BaseDatabaseWrapper, table: Table, stream: Any) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in table.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {quote(table.name)} ({columns}) FROM STDIN", stream)
            return
        holes = ", ".join(["%s"] * len(table.columns))
        for rows in _rows(stream, table):
            cursor.executemany(f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({holes})", rows)  # nosec B608


def _rows(stream: Any, table: Table) -> Iterator[list[list[Any]]]:
    # newline: only a line feed ends a row; other line ends within a text are its own.
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n")
    batch: list[list[Any]] = []
    for line in text:
        batch.append(values(line.removesuffix("\n"), table.kinds))
        if len(batch) == LINES_AT_ONCE:
            yield batch
            batch = []
    yield batch


def _restart_keys(connection: BaseDatabaseWrapper) -> None:
    """The next row gets a number above those that came in (SQLite sees to that by itself)."""
    models = connection.introspection.get_migratable_models()
    present = set(connection.introspection.table_names())
    models = [model for model in models if model._meta.db_table in present]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
