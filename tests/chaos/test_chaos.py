"""The year in bounded form, the yardstick that must fail, and the judge that must see.

Real servers of their own, whatever DATABASE_URL says: marked sqlite, so that CI runs it once.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos import naive
from tests.chaos.demand import Book, Wanted, judge
from tests.chaos.sink import Taken
from tests.chaos.world import Item, World
from tests.conftest import ROOT

pytestmark = pytest.mark.sqlite
DAY = dt.date(2025, 3, 24)
ITEM = Item(id=1, task=7, unit=3, due_on=dt.date(2025, 3, 31), number=0)
WANTED = [Wanted(DAY, "a@example.org", ITEM, "T-7", ITEM.due_on)]


def taken(key: str = "k", *, day: dt.date = DAY, to: str = "a@example.org", task: int = 7) -> Taken:
    return Taken(day, to, key, frozenset({task}))


@pytest.mark.parametrize(
    ("mails", "missed", "doubled", "copies"),
    [
        ([taken()], 0, 0, 0),
        ([], 1, 0, 0),
        ([taken(day=DAY + dt.timedelta(1))], 1, 1, 0),
        # One thing told twice, and two digests for a person on a day.
        ([taken("k"), taken("l")], 0, 2, 0),
        ([taken(), taken()], 0, 0, 1),
        ([taken(), taken(to="b@example.org")], 0, 1, 0),
        ([taken(task=8)], 1, 1, 0),
    ],
)
def test_the_judge_sees(mails: list[Taken], missed: int, doubled: int, copies: int) -> None:
    verdict = judge(WANTED, mails, set())
    assert (len(verdict.missed), len(verdict.doubled), len(verdict.copies)) == (missed, doubled, copies)
    assert judge(WANTED, mails, {"a@example.org"}).missed == []


def test_the_book_asks_for_each_step_once() -> None:
    world = World([ITEM], {3: "head"}, {3: "handler"}, "clerk", "leader")
    book = Book()
    days = [dt.date(2025, 3, 20) + dt.timedelta(n) for n in range(26)]
    found = {day: sorted(each.to for each in book.of(world, day)) for day in days}
    both = ["handler", "head"]
    assert {day.day: who for day, who in found.items() if who} == {
        20: both,
        26: both,
        28: both,
        31: both,
        3: both,
        9: ["clerk", *both, "leader"],
        14: ["clerk", *both, "leader"],
    }


def test_a_bounded_year_misses_nothing_and_doubles_nothing() -> None:
    sizes = ["--days", "15", "--obligations", "60", "--sections", "8"]
    command = [sys.executable, "-m", "tests.chaos.run", *sizes]
    keep = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG", "TMPDIR"}}
    done = subprocess.run(command, cwd=ROOT, env=keep, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert " 0 missed, 0 doubled; notices inside: 0 missing, 0 twice" in done.stdout


def test_a_job_a_reminder_fails(tmp_path: Path) -> None:
    missed, _ = naive.run(tmp_path)
    assert missed > naive.NUMBER // 4
