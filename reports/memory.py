"""Keeps Python's search for reference cycles out of the way of large exports."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_cycle_search() -> Iterator[None]:
    """A hundred thousand cells hold no cycles, and looking for some in them takes a fifth of the time.

    Counts for the whole process, for the second or two that an export takes.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
