"""What the rules demand of a day, worked out from the run's own book of items and the pure rules alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from reminders.models import ReminderRule
from reminders.rules import HANDLER, HEAD, LEADER, OFFICE, current_step, due_steps
from tests.chaos.sink import Taken
from tests.chaos.world import CALENDAR, ISSUED, Item, World

RULE = ReminderRule()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One person is to be told of one item on one day."""

    day: dt.date
    to: str
    item: Item
    step: str
    due_on: dt.date


@dataclass
class Verdict:
    """``missed`` and ``doubled`` are failures; ``copies`` came twice under one id."""

    wanted: int = 0
    missed: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)


@dataclass
class Book:
    """Which step of an item was asked for last, by item and due date."""

    asked: dict[tuple[int, dt.date], str] = field(default_factory=dict)

    def of(self, world: World, day: dt.date) -> list[Wanted]:
        """Each open item's step that counts today, unless it was asked for on an earlier day that was run."""
        found = []
        for item in world.items:
            if not item.open:
                continue
            steps = due_steps(
                due_on=item.due_on, first_days=None, long_term=False, today=day, calendar=CALENDAR,
                released_on=ISSUED, steps=RULE.steps, escalations=RULE.escalations,
            )  # fmt: skip
            step = current_step(steps, day)
            if step is None or self.asked.get((item.id, item.due_on)) == step.code:
                continue
            self.asked[item.id, item.due_on] = step.code
            audience = step.audience | ({HEAD} if step.on <= item.due_on else set())
            people = {
                HANDLER: world.handlers[item.unit], HEAD: world.heads[item.unit],
                OFFICE: world.clerk, LEADER: world.leader,
            }  # fmt: skip
            found += [Wanted(day, people[part], item, step.code, item.due_on) for part in audience]
        return found


def judge(wanted: list[Wanted], taken: list[Taken], bad: set[str]) -> Verdict:
    """Compare what was received with what was wanted; who refuses all mail is left out."""
    verdict = Verdict()
    ids: defaultdict[tuple[dt.date, str, int], list[str]] = defaultdict(list)
    for mail in taken:
        for task in mail.tasks:
            ids[mail.day, mail.to, task].append(mail.key)
    expected = {(each.day, each.to, each.item.task): each for each in wanted if each.to not in bad}
    verdict.wanted = len(expected)
    for key, each in expected.items():
        if key not in ids:
            verdict.missed.append(f"{each.day} {each.to} {each.step}")
    for key, found in ids.items():
        if key not in expected or len(set(found)) > 1:
            verdict.doubled.append(f"{key[0]} {key[1]} task {key[2]} {len(set(found))} ids")
    mornings: defaultdict[tuple[dt.date, str], set[str]] = defaultdict(set)
    for mail in taken:
        mornings[mail.day, mail.to].add(mail.key)
    for (day, to), keys in mornings.items():
        if len(keys) > 1:
            verdict.doubled.append(f"{day} {to} {len(keys)} digests on one day")
    numbers: defaultdict[tuple[str, str], int] = defaultdict(int)
    for mail in taken:
        numbers[mail.to, mail.key] += 1
    verdict.copies = [f"{to} {key} × {number}" for (to, key), number in numbers.items() if number > 1]
    return verdict
