"""Ledger of 10,000 tasks and report of 200, beside XlsxWriter and the same grid: ``script/bench reports``.

Whole processes, the ways in turn within each round, the median of all rounds.  Django's start is measured
apart, since every way from the database pays it.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from tests.bench.measure import Spent, middle, run

_WAYS = {
    "start": "Django's start alone",
    "floor": "XlsxWriter, the grid from memory (from a pickle)",
    "xlsx": "ledger .xlsx from the database",
    "csv": "ledger .csv from the database",
    "docx": "report .docx of the small plan",
}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="script/bench reports", description=__doc__)
    parser.add_argument("-n", "--rounds", type=int, default=3)
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--small", type=int, default=200)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        ways = [sys.executable, "-m", "tests.bench.reports.ways", folder]
        run([*ways, "fill", str(asked.tasks), str(asked.small)])
        spent: dict[str, list[Spent]] = {way: [] for way in _WAYS}
        for _ in range(asked.rounds):
            for way, runs in spent.items():
                runs.append(run([*ways, way]))
        _print({way: middle(runs) for way, runs in spent.items()}, asked.tasks, asked.small, Path(folder))


def _print(found: dict[str, Spent], tasks: int, small: int, folder: Path) -> None:
    start, floor = found["start"], found["floor"]
    say = sys.stdout.write
    say(f"{tasks:,} tasks × 12 columns with merges; report of {small} tasks\n\n")
    say("| way | wall s | CPU s | peak MB | CPU without the start | × floor |\n|---|---|---|---|---|---|\n")
    for way, each in found.items():
        own = each.cpu if way in {"start", "floor"} else each.cpu - start.cpu
        ratio = f"{own / floor.cpu:.2f}" if way in {"xlsx", "csv"} else ""
        say(f"| {_WAYS[way]} | {each.wall:.2f} | {each.cpu:.2f} | {each.peak:.0f} | {own:.2f} | {ratio} |\n")
    say(f"\n{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; ")
    sizes = ", ".join(
        f"{path.suffix} {path.stat().st_size // 1024:,} kB" for path in sorted(folder.glob("out.*"))
    )
    say(f"files {sizes}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
