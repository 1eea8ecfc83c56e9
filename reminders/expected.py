"""What should stand for an item: the step that counts now and those of the next days, with their people.

Nobody sees a reminder before it was planned, nor before its plan was put into force: a step whose time has
passed comes with the next sending hours.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from common.dates import local_date
from reminders.models import RETURNED, ReminderRule
from reminders.people import People, Place
from reminders.rulebook import RuleBook
from reminders.rules import HEAD, PlannedStep, current_step, due_steps
from reminders.window import wall


@dataclass(frozen=True, slots=True)
class Item:
    """An open obligation as planning sees it; ``returned`` is the last return, where it is returned now.

    ``first_days``: the task's own first reminder in calendar days before the day, None for the rule's.
    """

    id: int
    due_on: dt.date
    long_term: bool
    place: Place
    released_at: dt.datetime
    first_days: int | None = None
    returned: Return | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """A return by its event: the step is keyed by it, so that a second one wakes again."""

    event: int
    at: dt.datetime
    on: dt.date


@dataclass(frozen=True, slots=True)
class Armed:
    """A step with its time.

    ``afresh`` is when a row that is written now is seen, never before now; None where the item's next step
    comes no later and makes this one needless.
    """

    code: str
    audience: frozenset[str]
    at: dt.datetime
    afresh: dt.datetime | None


@dataclass
class Expectations:
    """Steps are the same for all items of one organisation, due date and kind: they are worked out once."""

    today: dt.date
    now: dt.datetime
    until: dt.date
    book: RuleBook
    people: People
    _known: dict[tuple[object, ...], list[Armed]] = field(default_factory=dict)

    def rows(self, item: Item) -> Iterator[tuple[Armed, int]]:
        """(step, person's id) of each reminder that the item should have."""
        for armed in self._armed(item):
            for person in self.people.hear(armed.audience, item.place):
                yield armed, person

    def _armed(self, item: Item) -> list[Armed]:
        key = (
            item.place.organisation, item.due_on, item.long_term, item.released_at, item.first_days,
            item.returned,
        )  # fmt: skip
        if key not in self._known:
            rule = self.book.of(item.place.organisation)
            self._known[key] = _without_needless(
                [self._arm(step, item, rule) for step in self._steps(item, rule)]
            )
        return self._known[key]

    def _steps(self, item: Item, rule: ReminderRule) -> list[PlannedStep]:
        steps = due_steps(
            due_on=item.due_on,
            first_days=item.first_days,
            long_term=item.long_term,
            today=self.today,
            calendar=self.book.calendar,
            until=self.until,
            returned_on=item.returned.on if item.returned else None,
            released_on=local_date(item.released_at),
            steps=rule.steps,
            escalations=rule.escalations,
        )
        current = current_step(steps, self.today)
        ahead = [step for step in steps if step.on > self.today]
        return [current, *ahead] if current else ahead

    def _arm(self, step: PlannedStep, item: Item, rule: ReminderRule) -> Armed:
        since = max(self.now, item.released_at)
        opening = rule.window.opening(since, self.book.calendar)
        if item.returned and step.code.startswith(RETURNED):
            at = rule.window.opening(item.returned.at, self.book.calendar)
            return Armed(f"{RETURNED}{item.returned.event}", step.audience, at, max(at, opening))
        audience = step.audience
        if rule.head_before_due and step.on <= item.due_on:
            audience |= {HEAD}
        at = wall(step.on, rule.send_at)
        # Only what is said of this very day ("due today") cannot wait for the morning.
        afresh = opening if step.on >= self.today else rule.window.morning(since, self.book.calendar)
        return Armed(step.code, audience, at, max(at, afresh))


def _without_needless(steps: list[Armed]) -> list[Armed]:
    """The step that counts now is not written anew where the next comes before people would see it."""
    match steps:
        case [current, following, *_] if (
            current.afresh and following.at <= current.afresh and not current.code.startswith(RETURNED)
        ):
            return [replace(current, afresh=None), *steps[1:]]
    return steps


def with_return(item: Item, returned: Return) -> Item:
    return replace(item, returned=returned)
