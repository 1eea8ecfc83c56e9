"""Triggers that see to it that rows are kept, whatever code asks: the database itself refuses.

Laid after every migration, since SQLite loses a table's triggers where a migration writes it anew.
"""

from __future__ import annotations

from django.db import connections


def lay(using: str, table: str, *, mark: str, sqlite: tuple[str, ...], postgresql: str) -> None:
    """See to it that the triggers of ``table`` stand; ``mark`` is the name of one of them.

    On PostgreSQL it is looked for on this very table: a restored copy stands in a schema of its own.
    """
    connection = connections[using]
    if table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in sqlite:
                cursor.execute(statement)
        elif connection.vendor == "postgresql":
            known = "SELECT 1 FROM pg_trigger WHERE tgname = %s AND tgrelid = %s::regclass"
            cursor.execute(known, [mark, table])
            if cursor.fetchone() is None:
                cursor.execute(postgresql)
