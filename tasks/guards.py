"""History rows are never changed (see common.guards).

On PostgreSQL rows about an obligation are not deleted either; a plan that nobody has worked on may still be
taken back with what the schedule wrote about it (tasks.services.plans.remove).
"""

from __future__ import annotations

from typing import Any

from common import guards

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
    """Receiver of ``post_migrate``."""
    guards.lay(using, TABLE, mark=f"{TABLE}_no_delete", sqlite=(_SQLITE,), postgresql=_POSTGRESQL)
