"""“Who gets what tomorrow?”, or on any day that the office chooses."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from reminders.channels import registry as channels
from reminders.forecast import forecast
from reminders.messages import Line, lines_of
from reminders.models import Reminder
from reminders.rulebook import RuleBook
from reminders.ways import Ways
from reminders.window import wall
from units.models import User

TOMORROW = dt.timedelta(1)


@dataclass(frozen=True, slots=True)
class Share:
    """What one person will get, and the channels by which it goes out beside the notice inside the system."""

    person: User
    channels: list[str]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Preview:
    """``holidays_known``: whether the working days of that year are published, or taken from the weekends."""

    day: dt.date
    is_tomorrow: bool
    holidays_known: bool
    shares: list[Share]


def next_day(offices: Collection[int], today: dt.date, book: RuleBook) -> dt.date:
    """The next day on which the rules of these organisations let anything go out."""
    return min(book.of(office).window.day_after(today, book.calendar) for office in offices)


def preview(
    *, offices: Collection[int], day: dt.date, now: dt.datetime, today: dt.date, book: RuleBook
) -> Preview:
    """Of plans of these organisations: the rows where the day is the next, else what is to be expected."""
    if day == next_day(offices, today, book):
        shares: Mapping[User, list[Reminder]] = _planned(offices, today, day)
    else:
        shares = forecast(organisations=offices, day=day, now=now, book=book)
    return laid_out(shares, day=day, today=today, book=book)


def laid_out(
    shares: Mapping[User, list[Reminder]], *, day: dt.date, today: dt.date, book: RuleBook
) -> Preview:
    """Reminders by person as the page shows them."""
    ways = Ways.of(shares, today)
    with channels.Line() as line:
        return Preview(
            day=day,
            is_tomorrow=day == today + TOMORROW,
            holidays_known=book.calendar.is_published(day.year),
            shares=[
                Share(
                    person,
                    [channel.label for channel in line.all() if ways.address(channel, person)],
                    lines_of(mine, day, book.calendar),
                )
                for person, mine in shares.items()
            ],
        )


def _planned(offices: Collection[int], today: dt.date, day: dt.date) -> dict[User, list[Reminder]]:
    rows = (
        Reminder.objects.filter(
            obligation__plan__organisation__in=offices,
            state=Reminder.State.PENDING,
            visible_from__gte=wall(today + TOMORROW, dt.time.min),
            visible_from__lt=wall(day + TOMORROW, dt.time.min),
        )
        .wanting()
        .select_related(
            "recipient", "asked_by", "obligation__task", "obligation__period", "obligation__unit",
            "obligation__plan",
        )
        .order_by("recipient__name", "recipient", "visible_from", "pk")
    )  # fmt: skip
    by_person: defaultdict[User, list[Reminder]] = defaultdict(list)
    for row in rows:
        by_person[row.recipient].append(row)
    return dict(by_person)
