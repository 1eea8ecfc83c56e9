"""What a hold means: whether one stands, in which words, and what waits behind it.

After a restore the database believes what was true when its backup was made: what has been sent since would
be sent again, and a copy restored for a trial would write to everybody.  So every restore begins with one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min

from common.dates import local_date
from reminders.channels.registry import Line
from reminders.models import Delivery, Hold, Reminder
from reminders.ways import Ways
from units.models import User


def standing() -> Hold | None:
    return Hold.objects.standing().first()


def sentence(hold: Hold) -> str:
    return f"外发已暂停：{hold.reason}。站内提醒照常，邮件和群消息等系统管理员确认后才发出。"


def begin_after_restore(*, using: str, name: str, **_: Any) -> None:
    """Receiver of :data:`common.signals.restored`."""
    Hold.objects.using(using).create(reason=f"已从备份 {name} 恢复"[:200])


@dataclass
class Waiting:
    """One person: how many reminders wait, since when, and by which channels they would go."""

    person: User
    number: int = 0
    since: dt.date = dt.date.max
    channels: set[str] = field(default_factory=set)

    def add(self, number: int, since: dt.date) -> None:
        self.number += number
        self.since = min(self.since, since)


def waiting(now: dt.datetime) -> list[Waiting]:
    """What would go out if the hold were released now, by person; whoever is reached nowhere is left out."""
    loose: Counter[int] = Counter()
    since: defaultdict[int, list[dt.date]] = defaultdict(list)
    due = Reminder.objects.filter(state=Reminder.State.PENDING, visible_from__lte=now)
    told = due.order_by("recipient").values_list("recipient")
    for person, number, first in told.annotate(Count("pk"), Min("visible_from")):
        loose[person] = number
        since[person].append(local_date(first))
    under_way = (Delivery.State.PENDING, Delivery.State.SENDING)
    packed = Delivery.objects.filter(state__in=under_way, recipient__isnull=False)
    lines = list(
        packed.order_by("recipient", "channel")
        .values_list("recipient", "channel")
        .annotate(Count("items"), Min("day"))
    )
    people = User.objects.in_bulk({*loose, *(person for person, *_ in lines)})
    found = {pk: Waiting(person) for pk, person in people.items()}
    with Line() as line:
        ways = Ways.of(people.values(), local_date(now))
        for pk, number in loose.items():
            found[pk].add(number, min(since[pk]))
            found[pk].channels |= {each.label for each in line.all() if ways.address(each, people[pk])}
        labels = {channel.name: channel.label for channel in line.all()}
    for pk, channel, number, day in lines:
        found[pk].add(number, day)
        found[pk].channels.add(labels.get(channel, channel))
    reached = [each for each in found.values() if each.channels]
    return sorted(reached, key=lambda each: (each.since, each.person.name, each.person.pk))
