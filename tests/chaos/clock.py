"""A clock that the run moves: PostgreSQL's own, shadowed in the run's database; nothing else tells the time.

Between two moves it goes on at the pace of the real one, so that leases and pauses mean what they say.
"""

from __future__ import annotations

import datetime as dt
import time

# Functions of a schema that stands before pg_catalog in the search path win over the server's own.
SHADOW = """
CREATE SCHEMA IF NOT EXISTS chaos;
CREATE TABLE IF NOT EXISTS chaos.clock (shown timestamptz, at timestamptz);
CREATE OR REPLACE FUNCTION chaos.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
  'SELECT shown + (pg_catalog.clock_timestamp() - at) FROM chaos.clock';
ALTER DATABASE gongkai SET search_path = chaos, pg_catalog, public;
"""


class MovingClock:
    """``connection`` is psycopg2's; ``now`` needs no database, so the mail server can ask at any time."""

    def __init__(self, start: dt.datetime) -> None:
        self._shown, self._at = start, time.monotonic()

    def now(self) -> dt.datetime:
        return self._shown + dt.timedelta(seconds=time.monotonic() - self._at)

    def set(self, connection: object, moment: dt.datetime) -> None:
        """Forward only."""
        assert moment >= self.now(), f"{moment} is behind"
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("TRUNCATE chaos.clock")
        cursor.execute("INSERT INTO chaos.clock VALUES (%s, pg_catalog.clock_timestamp())", [moment])
        connection.commit()  # type: ignore[attr-defined]
        self._shown, self._at = moment, time.monotonic()
