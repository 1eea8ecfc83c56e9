"""Who will get what on a chosen day, computed from what is owed now; also by a rule not saved yet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from common.dates import local_date
from reminders.expected import Expectations
from reminders.items import chunks
from reminders.models import Reminder
from reminders.people import People
from reminders.rulebook import RuleBook
from tasks.models import Obligation
from units.models import User

# So far ahead a day may be chosen; behind it nobody knows the working days.
FARTHEST = dt.timedelta(366)


def forecast(
    *, organisations: Collection[int], day: dt.date, now: dt.datetime, book: RuleBook
) -> dict[User, list[Reminder]]:
    """Unsaved reminders by person, should nothing change until then; the people as they stand on that day."""
    expectations = Expectations(today=local_date(now), now=now, until=day, book=book, people=People.on(day))
    found = [
        (item.id, armed.code, person)
        for items in chunks(day + dt.timedelta(book.longest_lead), organisations)
        for item in items
        for armed, person in expectations.rows(item)
        if armed.afresh and local_date(armed.afresh) == day
    ]
    return _by_person(found)


def _by_person(found: list[tuple[int, str, int]]) -> dict[User, list[Reminder]]:
    people = User.objects.in_bulk({person for *_, person in found})
    items = Obligation.objects.with_everything().in_bulk({item for item, *_ in found})
    shares: defaultdict[User, list[Reminder]] = defaultdict(list)
    for item, step, person in found:
        if person in people and item in items:
            reminder = Reminder(
                obligation=items[item], recipient=people[person], step=step, due_on=items[item].due_on
            )
            shares[people[person]].append(reminder)
    return dict(sorted(shares.items(), key=lambda share: (share[0].name, share[0].pk)))
