"""“Who gets what tomorrow?”: the pending reminders of the next day on which anything goes out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from reminders.channels import registry as channels
from reminders.messages import Line, lines_of
from reminders.models import Reminder
from reminders.rulebook import RuleBook
from reminders.window import wall
from units.models import User
from units.permissions import scope_of


@dataclass(frozen=True, slots=True)
class Share:
    """What one person will get, and the channels by which it goes out beside the notice inside the system."""

    person: User
    channels: list[str]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Preview:
    """``day`` is the next day on which the offices' rules let anything go out."""

    day: dt.date
    is_tomorrow: bool
    holidays_known: bool
    shares: list[Share]


def preview(user: User, today: dt.date, book: RuleBook) -> Preview:
    """For an office: what its plans will send next; nothing of other organisations' plans."""
    offices = scope_of(user).offices
    day = min(book.of(office).window.day_after(today, book.calendar) for office in offices)
    return Preview(
        day=day,
        is_tomorrow=day == today + dt.timedelta(1),
        holidays_known=book.calendar.is_published(day.year),
        shares=_shares(user, today, day, book),
    )


def _shares(user: User, today: dt.date, day: dt.date, book: RuleBook) -> list[Share]:
    rows = (
        Reminder.objects.run_by(user)
        .wanting()
        .filter(
            state=Reminder.State.PENDING,
            visible_from__gte=wall(today + dt.timedelta(1), dt.time.min),
            visible_from__lt=wall(day + dt.timedelta(1), dt.time.min),
        )
        .select_related(
            "recipient", "asked_by", "obligation__task", "obligation__period", "obligation__unit",
            "obligation__plan",
        )
        .order_by("recipient__name", "recipient", "visible_from", "pk")
    )  # fmt: skip
    by_person: defaultdict[User, list[Reminder]] = defaultdict(list)
    for row in rows:
        by_person[row.recipient].append(row)
    with channels.Line() as line:
        return [
            Share(
                person,
                [channel.label for channel in line.all() if channel.address(person)],
                lines_of(mine, day, book.calendar),
            )
            for person, mine in by_person.items()
        ]
