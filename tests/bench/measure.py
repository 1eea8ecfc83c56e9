"""A whole child process measured: wall and processor time in seconds, peak memory in MB (2**20 bytes)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes


@dataclass(frozen=True, slots=True)
class Spent:
    wall: float
    cpu: float
    peak: float


def run(command: Sequence[str], stdin: Path | None = None) -> Spent:
    """Run to the end; raises RuntimeError where the command fails.

    A child's peak is never below what this process holds when it starts it, so this one stays small.
    """
    source = stdin.open("rb") if stdin else None
    try:
        begin = time.perf_counter()
        child = subprocess.Popen(command, stdin=source, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begin
    finally:
        if source:
            source.close()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)}: {child.returncode}")
    return Spent(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _UNIT / 2**20)


def middle(runs: Sequence[Spent]) -> Spent:
    """The median of each figure."""
    return Spent(*(median(getattr(each, name) for each in runs) for name in Spent.__slots__))
