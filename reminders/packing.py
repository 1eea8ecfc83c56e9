"""Puts a batch of reminders into deliveries of one channel; called inside the release's transaction."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from common.dates import local_date
from reminders.channels.base import Channel
from reminders.models import Delivery, DeliveryItem, Reminder
from reminders.rulebook import RuleBook
from reminders.ways import Ways
from reminders.window import wall
from units.models import User

DIGEST, AT_ONCE = Delivery.Kind.DIGEST, Delivery.Kind.AT_ONCE


@dataclass
class Packing:
    """A few queries a batch.  Deliveries that were not yet taken up are joined; one that went is left alone
    and what comes later waits for the next day's digest."""

    channel: Channel
    book: RuleBook
    ways: Ways
    now: dt.datetime
    standing: defaultdict[int, list[Delivery]] = field(default_factory=lambda: defaultdict(list), init=False)
    fresh: list[Delivery] = field(default_factory=list, init=False)
    placed: list[tuple[Delivery, Reminder]] = field(default_factory=list, init=False)
    absorbed: list[tuple[Delivery, Delivery]] = field(default_factory=list, init=False)

    def pack(self, reminders: Iterable[Reminder]) -> None:
        by_person: defaultdict[User, list[Reminder]] = defaultdict(list)
        for reminder in reminders:
            if self.ways.address(self.channel, reminder.recipient):
                by_person[reminder.recipient].append(reminder)
        self._read_standing(by_person)
        for person, rows in by_person.items():
            for kind, part in (
                (DIGEST, [row for row in rows if not row.at_once]),
                (AT_ONCE, [row for row in rows if row.at_once]),
            ):
                if part:
                    delivery = self._delivery(person, kind, part)
                    self.placed += [(delivery, row) for row in part]
        self._write()

    def _read_standing(self, people: Iterable[User]) -> None:
        """Deliveries of today and later, and earlier ones that still wait; locked against being taken up."""
        rows = Delivery.objects.filter(
            Q(day__gte=local_date(self.now)) | Q(state=Delivery.State.PENDING),
            recipient__in=people,
            channel=self.channel.name,
        )
        for delivery in rows.order_by("pk").select_for_update():
            if delivery.recipient_id:
                self.standing[delivery.recipient_id].append(delivery)

    def _delivery(self, person: User, kind: Delivery.Kind, rows: list[Reminder]) -> Delivery:
        organisations = {row.obligation.plan.organisation_id for row in rows}
        opening = self.book.opening(self.now, organisations)
        if kind == AT_ONCE:
            return self._at_once(person, opening)
        window = self.book.of(min(organisations)).window
        while (there := self._digest_on(person, local_date(opening))) and not _joinable(there):
            opening = wall(window.day_after(local_date(opening), self.book.calendar), window.opens)
        delivery = there or self._new(person, DIGEST, opening, 0)
        self._absorb(person, delivery)
        return delivery

    def _at_once(self, person: User, opening: dt.datetime) -> Delivery:
        today = [
            each
            for each in self.standing[person.pk]
            if each.kind == AT_ONCE and each.day == local_date(opening)
        ]
        joinable = next((each for each in today if _joinable(each)), None)
        sequence = max((each.sequence for each in today), default=0) + 1
        return joinable or self._new(person, AT_ONCE, opening, sequence)

    def _digest_on(self, person: User, day: dt.date) -> Delivery | None:
        digests = (each for each in self.standing[person.pk] if each.kind == DIGEST and each.day == day)
        return next(digests, None)

    def _new(self, person: User, kind: Delivery.Kind, opening: dt.datetime, sequence: int) -> Delivery:
        delivery = Delivery(
            recipient=person,
            channel=self.channel.name,
            day=local_date(opening),
            kind=kind,
            sequence=sequence,
            next_try_at=opening,
            created_at=self.now,
        )
        self.standing[person.pk].append(delivery)
        self.fresh.append(delivery)
        return delivery

    def _absorb(self, person: User, digest: Delivery) -> None:
        """Digests of earlier days that could not be delivered yet go into this one: one mail, not three."""
        for earlier in self.standing[person.pk]:
            if earlier.kind == DIGEST and earlier.day < digest.day and _joinable(earlier):
                earlier.state = Delivery.State.SUPERSEDED
                self.absorbed.append((earlier, digest))

    def _write(self) -> None:
        Delivery.objects.bulk_create(self.fresh)
        for earlier, digest in self.absorbed:
            earlier.items.update(delivery=digest)
            earlier.finished_at = self.now
            earlier.save(update_fields=["state", "finished_at"])
        items = [
            DeliveryItem(delivery=delivery, reminder=reminder, channel=self.channel.name)
            for delivery, reminder in self.placed
        ]
        DeliveryItem.objects.bulk_create(items, ignore_conflicts=True)


def _joinable(delivery: Delivery) -> bool:
    """More may be put in: not under way, and certainly not arrived."""
    return delivery.state == Delivery.State.PENDING and not delivery.unanswered
