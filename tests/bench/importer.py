"""How fast a plan is recognised, beside a bare pass over the same cells: ``script/bench importer``.

Whole processes, the ways in turn within each round, the median of all rounds; the table is Markdown.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from common.uploads.limits import Limits
from common.uploads.process import request
from importer.child import Order
from tests.bench.measure import Spent, middle, run

_ROOT = Path(__file__).resolve().parents[2]
_FILES = (("docx", 10_000), ("xlsx", 10_000), ("docx", 40))
_FLOOR = "cells"
_WAYS = {
    _FLOOR: "bare lxml pass over all cells",
    "grid": "the same, merged cells resolved",
    "child": "recognised: the reading process",
    "command": "recognised: `parse_plan --json`",
}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="script/bench importer", description=__doc__)
    parser.add_argument("-n", "--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, help="instead of 10,000")
    asked = parser.parse_args(arguments)
    os.chdir(_ROOT)
    sys.stdout.write(_HEAD)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for kind, rows in _FILES:
            path = Path(folder, f"plan-{rows}.{kind}")
            count = asked.rows or rows if rows > 40 else rows
            run([sys.executable, "-m", "tests.bench.plans", kind, str(count), str(path)])
            _table(path, f"{count:,} rows .{kind}", asked.rounds)
    sys.stdout.write(f"\n{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")


_HEAD = """\
| file | way | wall s | CPU s | peak MB | wall × floor | CPU × floor |
|---|---|---|---|---|---|---|
"""


def _table(path: Path, name: str, rounds: int) -> None:
    order = path.with_suffix(".order")
    # As importer.reading asks its child.
    order.write_bytes(request(Order(path.name).as_json(), Limits()) + path.read_bytes())
    spent: dict[str, list[Spent]] = {way: [] for way in _WAYS}
    for _ in range(rounds):
        for way, runs in spent.items():
            runs.append(_measured(way, path, order))
    floor = middle(spent[_FLOOR])
    for way, title in _WAYS.items():
        found = middle(spent[way])
        sys.stdout.write(
            f"| {name} | {title} | {found.wall:.2f} | {found.cpu:.2f} | {found.peak:.0f} "
            f"| {found.wall / floor.wall:.1f} | {found.cpu / floor.cpu:.1f} |\n"
        )
        sys.stdout.flush()


def _measured(way: str, path: Path, order: Path) -> Spent:
    if way == "child":
        return run([sys.executable, "-P", "-X", "utf8", "-m", "importer.child"], stdin=order)
    if way == "command":
        return run([sys.executable, "manage.py", "parse_plan", str(path), "--json"])
    return run([sys.executable, "-m", "tests.bench.floor", way, str(path)])


if __name__ == "__main__":
    main(sys.argv[1:])
