"""Several senders in one process."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.conf import settings
from django.db import connection

Result = TypeVar("Result")


def usual() -> int:
    """How many the schedule uses: SQLite has room for one writer only."""
    return settings.REMINDER_SENDERS if connection.vendor == "postgresql" else 1


def side_by_side(number: int, work: Callable[[], Result]) -> list[Result]:
    """What ``work`` returned, done so many times at once; with one, on the caller's own connection.

    An exception of one is raised when all have ended.
    """
    if number == 1:
        return [work()]

    def alone() -> Result:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        started = [pool.submit(alone) for _ in range(number)]
    return [each.result() for each in started]
