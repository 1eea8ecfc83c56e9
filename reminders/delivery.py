"""Takes deliveries up one by one, sends them, writes down what became of it.  Any number of senders at once.

A sender claims a row by a conditional update and holds a lease on it.  Whoever dies leaves a lease that ends;
the row is then tried again under the same message id, or marked 存疑 where the channel may not repeat.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from reminders import holding
from reminders.channels.base import Answer, Channel, Result
from reminders.channels.registry import ROADS, Line
from reminders.clock import database_now
from reminders.locks import skip_locked
from reminders.models import Delivery, Hold, Reminder
from reminders.outcome import let_go, rest, settle
from reminders.parcels import Parcel, parcel_of
from reminders.pushing import gather
from reminders.release import release
from reminders.rulebook import RuleBook
from reminders.senders import side_by_side

logger = logging.getLogger(__name__)

State = Delivery.State
# Longer than the slowest server may take for one message; a dead sender's row waits this long.
LEASE = dt.timedelta(minutes=2)
# Seconds after which a round takes up nothing more: other jobs wait for the same workers.
ROUND = 40.0
# How many are looked up at once, and for how many seconds that holds.
AHEAD, FRESH = 20, 2.0


def deliver(*, now: dt.datetime | None = None, senders: int = 1) -> Counter[str]:
    """Release what is due and send until nothing is left or the round is over; returns counts by outcome.

    ``now`` stands still for tests and for a given day; by default the database's clock tells the time.
    While a hold stands nothing is put together and nothing goes.
    ``senders`` work side by side, each with a connection of its own: a mail is mostly waiting for answers.
    """
    if holding.standing():
        return Counter(held=1)
    clock: Callable[[], dt.datetime] = partial(_still, now) if now else database_now
    counts: Counter[str] = Counter(released=release(now=clock()), gathered=gather(clock()))
    book = RuleBook.read()
    with Line() as line:
        counts["lost"] += recover(clock(), line)
    for each in side_by_side(senders, partial(_send_all, book, clock)):
        counts += each
    return +counts


def _send_all(book: RuleBook, clock: Callable[[], dt.datetime]) -> Counter[str]:
    """One sender's work: what is due, until nothing is or the round is over."""
    counts: Counter[str] = Counter()
    until, ahead = time.monotonic() + ROUND, Ahead()
    with Line() as line:
        while time.monotonic() < until and (delivery := claim(clock(), ahead)):
            counts[_Try(delivery, line.channel(delivery.channel), book, clock).make()] += 1
    return counts


def _still(now: dt.datetime) -> dt.datetime:
    return now


def recover(now: dt.datetime, line: Line) -> int:
    """Take up what a dead sender left: its answer is lost, and how many such rows there were is returned."""
    with transaction.atomic():
        left = skip_locked(Delivery.objects.filter(state=State.SENDING, lease_until__lt=now))
        rows = list(left.filter(channel__in=ROADS).order_by("pk"))
        for row in rows:
            answer = Answer(Result.IN_DOUBT, "发送进程中断，未获答复")
            started = row.lease_until - LEASE if row.lease_until else now
            settle(row, answer, line.channel(row.channel), started=started, ended=now)
    return len(rows)


@dataclass
class Ahead:
    """What a sender takes up next, oldest first.

    Looked up for several at once, since among thousands that costs more than a mail; soon forgotten, so that
    what is urgent comes soon.
    """

    ids: deque[int] = field(default_factory=deque)
    until: float = 0.0

    def next(self, waiting: QuerySet[Delivery]) -> int | None:
        if not self.ids or time.monotonic() > self.until:
            found = waiting.order_by("kind", "next_try_at", "pk").values_list("pk", flat=True)
            self.ids = deque(found[:AHEAD])
            self.until = time.monotonic() + FRESH
        return self.ids.popleft() if self.ids else None


def claim(now: dt.datetime, ahead: Ahead | None = None) -> Delivery | None:
    """Take up the delivery that has waited longest, under a fresh lease; None where nothing is due.

    Whatever goes out, by any channel, is taken up here: this is the one place that decides whether it may.
    A person whose reminders of this minute another sender is still putting in waits for them: after a
    stand-still a digest may have been packed in the night, and would go out without the morning's.
    """
    unpacked = Reminder.objects.filter(
        recipient=OuterRef("recipient"), state=Reminder.State.PENDING, visible_from__lte=now
    )
    due = Delivery.objects.filter(state=State.PENDING, next_try_at__lte=now, channel__in=ROADS)
    due = due.exclude(Exists(Hold.objects.standing()))  # also one that began while this round is under way
    due = due.exclude(Exists(unpacked))
    ahead = ahead or Ahead()
    while pk := ahead.next(due):
        # Of several senders that try, one changes the row; the others find it changed.
        if due.filter(pk=pk).update(state=State.SENDING, lease=uuid.uuid4(), lease_until=now + LEASE):
            return Delivery.objects.get(pk=pk)
    return None


@dataclass
class _Try:
    """One try at one delivery that this sender holds the lease of."""

    delivery: Delivery
    channel: Channel
    book: RuleBook
    clock: Callable[[], dt.datetime]

    def make(self) -> str:
        """Check again, send, write down; returns the outcome in a word."""
        now = self.clock()
        parcel = parcel_of(self.delivery, self.channel, self.book, now)
        if parcel.void:
            let_go(self.delivery, State.CANCELLED, now, parcel.void)
            return "cancelled"
        if parcel.opening > now:
            let_go(self.delivery, State.PENDING, parcel.opening)
            return "postponed"
        if parcel.address and (later := self.channel.not_before(parcel.address, now)):
            let_go(self.delivery, State.PENDING, later)
            return "postponed"
        answer = self._send(parcel)
        ended = self.clock()
        settle(self.delivery, answer, self.channel, started=now, ended=ended)
        if answer.closed:
            rest(self.channel, parcel.address, ended, answer.words)
        return str(answer.result)

    def _send(self, parcel: Parcel) -> Answer:
        if not parcel.address:
            return Answer(Result.PERMANENT, "没有地址，或渠道已不再选用")
        message = parcel.compose()
        try:
            return self.channel.send(parcel.address, message)
        except Exception as error:  # a fault of ours must not stop the others, and the message may be out
            logger.exception("channel %s failed", self.channel.name)
            return Answer(Result.IN_DOUBT, f"发送程序出错：{type(error).__name__}")
