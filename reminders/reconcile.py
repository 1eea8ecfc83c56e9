"""What should have been planned, worked out item by item, against the rows that stand.

The planner remembers what it worked out for items alike and compares chunk by chunk; this takes each item by
itself, forgets it again, and compares once.  Where both agree on every row, nothing was lost on the way.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from common.dates import local_date
from reminders import planner
from reminders.expected import Expectations
from reminders.items import CHUNK, chunks
from reminders.models import Delivery, Reckoning, Reminder
from reminders.people import People
from reminders.rulebook import RuleBook

# So many differences are kept as sentences.
SAMPLE = 20
# A reminder or delivery whose time has come waits no longer than this for a sender.
PATIENCE = dt.timedelta(minutes=30)

Key = tuple[int, str, dt.date, int]


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows were compared, and what differs, a sentence each."""

    compared: int
    differences: list[str]


def compare(now: dt.datetime) -> Found:
    """Rows missing, rows that nothing asks for, and what waits though its time has come.  Writes nothing."""
    wanted, needless = _wanted(now)
    standing = _standing(wanted)
    differences = [f"缺少 {_words(key)}" for key in sorted(wanted - standing.keys())]
    pending = {key for key, state in standing.items() if state == Reminder.State.PENDING}
    differences += [f"多余 {_words(key)}" for key in sorted(pending - wanted - needless)]
    differences += [
        f"已撤回却应发出 {_words(key)}"
        for key in sorted(wanted & standing.keys())
        if standing[key] == Reminder.State.CANCELLED
    ]
    return Found(len(wanted | standing.keys()), differences + _overdue(now))


def reckon(now: dt.datetime) -> Reckoning:
    """Compare, let the planner repair, compare again, and write down what was found."""
    before = compare(now)
    after = before
    if before.differences:
        planner.plan(today=local_date(now), now=now)
        after = compare(now)
    return Reckoning.objects.create(
        at=now,
        compared=before.compared,
        found=len(before.differences),
        left=len(after.differences),
        sample=before.differences[:SAMPLE],
    )


def _wanted(now: dt.datetime) -> tuple[set[Key], set[Key]]:
    """What must stand, and what may: a step that its successor makes needless is not written any more."""
    today = local_date(now)
    until, book, people = today + planner.HORIZON, RuleBook.read(), People.on(today)
    must: set[Key] = set()
    may: set[Key] = set()
    for items in chunks(planner.last_due(today, book)):
        for item in items:
            alone = Expectations(today=today, now=now, until=until, book=book, people=people)
            for armed, person in alone.rows(item):
                (must if armed.afresh else may).add((item.id, armed.code, item.due_on, person))
    return must, may


def _standing(wanted: set[Key]) -> dict[Key, str]:
    """State of every row that is wanted, and of every one that waits; rows by hand follow no rule."""
    rows = Reminder.objects.filter(asked_by__isnull=True).order_by("pk")
    columns = ("obligation_id", "step", "due_on", "recipient_id", "state")
    return {
        key: state
        for *parts, state in rows.values_list(*columns).iterator(CHUNK)
        if (key := (parts[0], parts[1], parts[2], parts[3])) in wanted or state == Reminder.State.PENDING
    }


def _overdue(now: dt.datetime) -> list[str]:
    """What should have gone out by now, and has not even been tried."""
    since = now - PATIENCE
    unreleased = Reminder.objects.filter(state=Reminder.State.PENDING, visible_from__lte=since).count()
    untried = Delivery.objects.filter(
        state__in=[Delivery.State.PENDING, Delivery.State.SENDING], next_try_at__lte=since
    ).count()
    said = [(unreleased, "条提醒到点未处理"), (untried, "封投递到点未发送")]
    return [f"{number} {words}" for number, words in said if number]


def _words(key: Key) -> str:
    obligation, step, due_on, person = key
    return f"事项 {obligation} 期限 {due_on} 的 {step}（收件人 {person}）"
