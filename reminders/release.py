"""When their time has come, reminders become deliveries: checked again, one digest a person, channel and day.

One transaction a batch of people, under one lock, so that two senders never gather the same person's rows.
The notice inside the system needs none of this: it is the Reminder itself and is seen from its time on.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from common.dates import local_date
from reminders.channels.registry import Line
from reminders.health import RELEASE
from reminders.locks import skip_locked
from reminders.models import Heartbeat, Reminder
from reminders.packing import Packing
from reminders.people import People
from reminders.rulebook import RuleBook
from reminders.standing import NEEDED, void_reason
from reminders.ways import Ways

BATCH = 200
OVERTAKEN = "未及发出，并入后一次提醒"


def release(*, now: dt.datetime) -> int:
    """Turn every pending reminder whose time has come into deliveries; returns how many went out.

    Where another sender is at it already, it is left to that one.
    """
    Heartbeat.objects.get_or_create(name=RELEASE, defaults={"at": now})
    book, done = RuleBook.read(), 0
    with Line() as line:
        while (released := _batch(now, book, line)) is not None:
            done += released
    return done


def _batch(now: dt.datetime, book: RuleBook, line: Line) -> int | None:
    """One batch of people; None where nothing is left, or the lock is another's."""
    due = Reminder.objects.filter(state=Reminder.State.PENDING, visible_from__lte=now)
    with transaction.atomic():
        if not list(skip_locked(Heartbeat.objects.filter(name=RELEASE))):
            return None
        recipients = list(due.order_by("recipient").values_list("recipient", flat=True).distinct()[:BATCH])
        if not recipients:
            return None
        rows = due.filter(recipient__in=recipients).select_related("recipient", *NEEDED)
        going = _sort_out(rows.order_by("visible_from", "pk"), People.on(local_date(now)))
        ways = Ways.of((row.recipient for row in going), local_date(now))
        for channel in line.all():
            Packing(channel, book, ways, now).pack(going)
    return len(going)


def _sort_out(rows: Iterable[Reminder], people: People) -> list[Reminder]:
    """Mark each row as going, taken back, or overtaken by a later step on its item; returns those going."""
    taken_back: defaultdict[str, list[int]] = defaultdict(list)
    latest: dict[tuple[int, int], Reminder] = {}
    going, overtaken = [], []
    for row in rows:
        if reason := void_reason(row, people):
            taken_back[reason].append(row.pk)
        elif row.by_hand:
            going.append(row)
        else:
            item = (row.recipient_id, row.obligation_id)
            if item in latest:
                overtaken.append(latest[item].pk)
            latest[item] = row
    going += latest.values()
    for reason, ids in taken_back.items():
        _mark(ids, Reminder.State.CANCELLED, reason)
    _mark(overtaken, Reminder.State.SUPERSEDED, OVERTAKEN)
    _mark([row.pk for row in going], Reminder.State.SENT, "")
    return going


def _mark(ids: list[int], state: str, reason: str) -> None:
    if ids:
        waiting = Reminder.objects.filter(pk__in=ids, state=Reminder.State.PENDING)
        waiting.update(state=state, reason=reason)
