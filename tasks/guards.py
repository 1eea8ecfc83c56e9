"""History rows are never changed, whatever code asks: the database itself refuses.

Laid after every migration, since SQLite loses a table's triggers where a migration writes it anew.  On
PostgreSQL rows about an obligation are not deleted either; a plan that nobody has worked on may still be
taken back with what the schedule wrote about it (tasks.services.plans.remove).
"""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLE = "tasks_taskevent"
_SENTENCE = "history is append-only"

_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {TABLE}_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$;
CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION {TABLE}_kept();
CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE}
FOR EACH ROW WHEN (OLD.obligation_id IS NOT NULL) EXECUTE FUNCTION {TABLE}_kept();
"""
_SQLITE = f"""
CREATE TRIGGER IF NOT EXISTS {TABLE}_no_update BEFORE UPDATE ON {TABLE}
BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END;
"""


def lay(*, using: str, **_: Any) -> None:
    """Receiver of ``post_migrate``: sees to it that the triggers stand."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_SQLITE)
        elif connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = %s", [f"{TABLE}_no_delete"])
            if cursor.fetchone() is None:
                cursor.execute(_POSTGRESQL)
