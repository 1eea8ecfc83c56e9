"""A given day as a moment, for commands."""

from __future__ import annotations

import datetime as dt

from reminders.window import wall

# Within the hours of every sensible rule.
MORNING = dt.time(10)


def moment_of(day: dt.date) -> dt.datetime:
    """Ten in the morning of the day, in Shanghai."""
    return wall(day, MORNING)
