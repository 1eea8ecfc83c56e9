"""Keeps Python's search for reference cycles out of the way where large values are built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_cycle_search() -> Iterator[None]:
    """Cells by the hundred thousand hold no cycles, and looking for some in them takes a fifth of the time.

    Counts for the whole process, for the seconds that reading or writing takes.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
