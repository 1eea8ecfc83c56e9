"""Rows of the audit log and its seals are never changed, and none is deleted in its first 180 days.

The days are those of the law (网络安全法 art. 21: six months) and stand in the trigger, not in a setting.
A seal goes only after its row.
"""

from __future__ import annotations

from typing import Any

from common import guards

LEAST_DAYS = 180
LOG, SEALS = "units_auditevent", "units_auditseal"
_SENTENCE = "the audit log is append-only"

_LOG_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {LOG}_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$;
CREATE TRIGGER {LOG}_no_update BEFORE UPDATE ON {LOG}
FOR EACH ROW EXECUTE FUNCTION {LOG}_kept();
CREATE TRIGGER {LOG}_no_delete BEFORE DELETE ON {LOG}
FOR EACH ROW WHEN (OLD.at > now() - interval '{LEAST_DAYS} days') EXECUTE FUNCTION {LOG}_kept();
"""
_LOG_SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS {LOG}_no_update BEFORE UPDATE ON {LOG}
    BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END;""",
    f"""CREATE TRIGGER IF NOT EXISTS {LOG}_no_delete BEFORE DELETE ON {LOG}
    WHEN OLD.at > datetime('now', '-{LEAST_DAYS} days')
    BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END;""",
)
_SEALS_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {SEALS}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (SELECT 1 FROM {LOG} WHERE id = OLD.event) THEN
        RAISE EXCEPTION '{_SENTENCE}';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER {SEALS}_kept BEFORE UPDATE OR DELETE ON {SEALS}
FOR EACH ROW EXECUTE FUNCTION {SEALS}_kept();
"""  # nosec B608
_SEALS_SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS {SEALS}_no_update BEFORE UPDATE ON {SEALS}
    BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END;""",
    f"""CREATE TRIGGER IF NOT EXISTS {SEALS}_kept BEFORE DELETE ON {SEALS}
    WHEN EXISTS (SELECT 1 FROM {LOG} WHERE id = OLD.event)
    BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END;""",  # nosec B608
)


def lay(*, using: str, **_: Any) -> None:
    """Receiver of ``post_migrate``."""
    guards.lay(using, LOG, mark=f"{LOG}_no_delete", sqlite=_LOG_SQLITE, postgresql=_LOG_POSTGRESQL)
    guards.lay(using, SEALS, mark=f"{SEALS}_kept", sqlite=_SEALS_SQLITE, postgresql=_SEALS_POSTGRESQL)
