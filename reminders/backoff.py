"""How long to wait before the next try.  Pure."""

from __future__ import annotations

import datetime as dt

# Seconds after the first, second … try; from then on hourly.
PAUSES = (30, 60, 120, 240, 480, 900, 1800)
HOUR = 3600
# One hour of growing pauses, then hourly until a whole day of tries has passed.
MOST_TRIES = len(PAUSES) + 24
JITTER = 0.2


def pause(tries: int, chance: float) -> dt.timedelta | None:
    """The pause after the ``tries``-th try (1 …), None when there is no next one.

    ``chance`` in [0, 1) spreads it by a fifth to both sides, so that a thousand messages refused together do
    not all come back in the same second.
    """
    if tries >= MOST_TRIES:
        return None
    seconds = PAUSES[tries - 1] if tries <= len(PAUSES) else HOUR
    return dt.timedelta(seconds=seconds * (1 - JITTER + 2 * JITTER * chance))
