"""Brings the reminders in line with what is owed.  Safe to run any number of times, also twice at once.

What should stand is computed (reminders.expected) and compared with the rows, in chunks of items: a few
queries a chunk, none an item.  Rows that have gone out are never touched.  Two runs that insert the same row
meet its unique key; a row planned for an item submitted in the same second is caught when it is released.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet

from reminders.expected import Armed, Expectations, Item
from reminders.inserting import NewRow, insert
from reminders.items import CHUNK, chunks
from reminders.models import WAITING_STATES, Reminder
from reminders.people import People
from reminders.rulebook import RuleBook
from tasks.models import Plan
from tasks.workflow import State

# Far enough for the longest holiday and for a schedule that stands still over it.
HORIZON = dt.timedelta(14)
# Rows older than what is expected by more than this cannot be the same row: no rule moves a step further.
REACH_BACK = dt.timedelta(120)

logger = logging.getLogger(__name__)

Key = tuple[int, str, dt.date, int]


@dataclass
class Counts:
    """What one run did."""

    planned: int = 0
    rearmed: int = 0
    moved: int = 0
    cancelled: int = 0
    superseded: int = 0

    def __str__(self) -> str:
        return (
            f"新排提醒 {self.planned} 条，恢复 {self.rearmed} 条，改期 {self.moved} 条，"
            f"撤回 {self.cancelled} 条，并入后一次 {self.superseded} 条"
        )


def plan(*, today: dt.date, now: dt.datetime) -> Counts:
    """Plan what is to be reminded of from ``today`` on, over the next fortnight."""
    counts = Counts()
    counts.cancelled += withdraw_silent()
    book = RuleBook.read()
    expectations = Expectations(
        today=today, now=now, until=today + HORIZON, book=book, people=People.on(today)
    )
    for items in chunks(last_due(today, book)):
        _Chunk(items, expectations, now).bring_in_line(counts)
    return counts


def last_due(today: dt.date, book: RuleBook) -> dt.date:
    """Up to which due date items matter: by the rules, and by rows that an earlier rule asked for."""
    by_rule = today + HORIZON + dt.timedelta(book.longest_lead)
    standing = Reminder.objects.filter(state=Reminder.State.PENDING, asked_by__isnull=True)
    return max(by_rule, standing.aggregate(Max("due_on"))["due_on__max"] or by_rule)


def withdraw_silent() -> int:
    """Take back what is planned for items that no longer wait for the unit, or whose due date has moved."""
    pending = Reminder.objects.filter(state=Reminder.State.PENDING)
    planned = pending.filter(asked_by__isnull=True)
    cases = [
        (pending.exclude(obligation__plan__state=Plan.State.ISSUED), "计划未下发或已归档"),
        (pending.filter(obligation__state=str(State.SUBMITTED)), "已提交，等待审核"),
        (pending.exclude(obligation__state__in=WAITING_STATES), "已办结"),
        (planned.exclude(due_on=F("obligation__due_on")), "期限已调整"),
    ]
    return sum(_set(rows, Reminder.State.CANCELLED, reason) for rows, reason in cases)


@dataclass
class _Chunk:
    """Items, what they should have, and what they have."""

    items: list[Item]
    expectations: Expectations
    now: dt.datetime
    places: dict[int, Item] = field(init=False)
    wanted: dict[Key, Armed] = field(init=False)
    rearm: list[int] = field(default_factory=list)
    move: defaultdict[dt.datetime, list[int]] = field(default_factory=lambda: defaultdict(list))
    drop: defaultdict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.places = {item.id: item for item in self.items}
        self.wanted = {
            (item.id, armed.code, item.due_on, person): armed
            for item in self.items
            for armed, person in self.expectations.rows(item)
        }

    def bring_in_line(self, counts: Counts) -> None:
        missing = dict(self.wanted)
        for pk, state, at, obligation, step, due_on, person in self._rows():
            key = (obligation, step, due_on, person)
            if missing.pop(key, None) is None:
                self._unwanted(pk, state, at, key)
            else:
                self._standing(pk, state, at, self.wanted[key])
        self._write(missing, counts)

    def _rows(self) -> Iterator[tuple[int, str, dt.datetime, int, str, dt.date, int]]:
        """Planned rows of these items that may still matter."""
        if not self.items:
            return iter(())
        since = min((armed.at for armed in self.wanted.values()), default=self.now) - REACH_BACK
        rows = Reminder.objects.filter(
            obligation__gte=self.items[0].id,
            obligation__lte=self.items[-1].id,
            visible_from__gte=since,
            asked_by__isnull=True,
        )
        columns = ("pk", "state", "visible_from", "obligation_id", "step", "due_on", "recipient_id")
        return rows.order_by().values_list(*columns).iterator(CHUNK)

    def _standing(self, pk: int, state: str, at: dt.datetime, wanted: Armed) -> None:
        if wanted.afresh is None:
            return
        if state == Reminder.State.CANCELLED:
            self.rearm.append(pk)
        elif state != Reminder.State.PENDING or (at <= self.now and wanted.at <= self.now):
            # It has gone out, or people see it already.
            return
        if at != wanted.afresh:
            self.move[wanted.afresh].append(pk)

    def _unwanted(self, pk: int, state: str, at: dt.datetime, key: Key) -> None:
        item = self.places.get(key[0])
        if state != Reminder.State.PENDING or item is None:
            return
        if not self.expectations.people.still_concerns(key[3], item.place):
            self.drop[Reminder.State.CANCELLED, "不再负责这一事项"].append(pk)
        elif at <= self.now:
            self.drop[Reminder.State.SUPERSEDED, "未及发出，并入后一次提醒"].append(pk)
        else:
            self.drop[Reminder.State.CANCELLED, "提醒安排已调整"].append(pk)

    def _write(self, missing: dict[Key, Armed], counts: Counts) -> None:
        for (state, reason), ids in self.drop.items():
            done = _set(Reminder.objects.filter(pk__in=ids, state=Reminder.State.PENDING), state, reason)
            if state == Reminder.State.CANCELLED:
                counts.cancelled += done
            else:
                counts.superseded += done
        for at, ids in self.move.items():
            unsent = Reminder.objects.filter(pk__in=ids).exclude(state=Reminder.State.SENT)
            counts.moved += unsent.update(visible_from=at)
        if self.rearm:
            cancelled = Reminder.objects.filter(pk__in=self.rearm, state=Reminder.State.CANCELLED)
            counts.rearmed += _set(cancelled, Reminder.State.PENDING, "")
        if missing:
            counts.planned += self._insert(missing)

    def _insert(self, missing: dict[Key, Armed]) -> int:
        rows = [
            NewRow(obligation, step, due_on, person, armed.afresh)
            for (obligation, step, due_on, person), armed in missing.items()
            if armed.afresh
        ]
        try:
            with transaction.atomic():
                return insert(rows, self.now)
        except IntegrityError:
            # An item of this chunk was deleted since it was read; the next run reads it no more.
            logger.warning("a chunk of %d reminders waits for the next run", len(rows), exc_info=True)
            return 0


def _set(rows: QuerySet[Reminder], state: str, reason: str) -> int:
    return rows.update(state=state, reason=reason)
