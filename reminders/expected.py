"""What should stand for an item: the step that counts now and those of the next days, with their people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from reminders.models import RETURNED, ReminderRule
from reminders.people import People, Place
from reminders.rulebook import RuleBook
from reminders.rules import HEAD, PlannedStep, current_step, due_steps
from reminders.window import wall


@dataclass(frozen=True, slots=True)
class Item:
    """An open obligation as planning sees it; ``returned`` is the last return, where it is returned now."""

    id: int
    due_on: dt.date
    long_term: bool
    place: Place
    returned: Return | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """A return by its event: the step is keyed by it, so that a second one wakes again."""

    event: int
    at: dt.datetime
    on: dt.date


@dataclass(frozen=True, slots=True)
class Armed:
    """A step with the moment from which it is seen."""

    code: str
    audience: frozenset[str]
    visible_from: dt.datetime


@dataclass
class Expectations:
    """Steps are the same for all items of one organisation, due date and kind: they are worked out once."""

    today: dt.date
    until: dt.date
    book: RuleBook
    people: People
    _known: dict[tuple[int, dt.date, bool, dt.date | None], list[PlannedStep]] = field(default_factory=dict)

    def rows(self, item: Item) -> Iterator[tuple[str, int, dt.datetime]]:
        """(step, person's id, visible from) of each reminder that the item should have."""
        for armed in self._armed(item):
            for person in self.people.hear(armed.audience, item.place):
                yield armed.code, person, armed.visible_from

    def _armed(self, item: Item) -> list[Armed]:
        rule = self.book.of(item.place.organisation)
        return [self._arm(step, item, rule) for step in self._steps(item, rule)]

    def _steps(self, item: Item, rule: ReminderRule) -> list[PlannedStep]:
        returned_on = item.returned.on if item.returned else None
        key = (item.place.organisation, item.due_on, item.long_term, returned_on)
        if key not in self._known:
            steps = due_steps(
                due_on=item.due_on,
                first_days=None,
                long_term=item.long_term,
                today=self.today,
                calendar=self.book.calendar,
                until=self.until,
                returned_on=returned_on,
                steps=rule.steps,
                escalations=rule.escalations,
            )
            current = current_step(steps, self.today)
            ahead = [step for step in steps if step.on > self.today]
            self._known[key] = [current, *ahead] if current else ahead
        return self._known[key]

    def _arm(self, step: PlannedStep, item: Item, rule: ReminderRule) -> Armed:
        if item.returned and step.code.startswith(RETURNED):
            at = rule.window.opening(item.returned.at, self.book.calendar)
            return Armed(f"{RETURNED}{item.returned.event}", step.audience, at)
        audience = step.audience
        if rule.head_before_due and step.on <= item.due_on:
            audience |= {HEAD}
        return Armed(step.code, audience, wall(step.on, rule.send_at))


def with_return(item: Item, returned: Return) -> Item:
    return replace(item, returned=returned)
