"""The database's clock: hosts of several workers may disagree, their database cannot."""

from __future__ import annotations

import datetime as dt

from django.db import connection


def database_now() -> dt.datetime:
    """The present moment, aware, to the second on SQLite; it goes on inside a transaction."""
    with connection.cursor() as cursor:
        postgresql = connection.vendor == "postgresql"
        cursor.execute("SELECT clock_timestamp()" if postgresql else "SELECT CURRENT_TIMESTAMP")
        value = cursor.fetchone()[0]
    if isinstance(value, str):  # SQLite answers with UTC as text
        return dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC)
    return value
