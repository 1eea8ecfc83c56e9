"""Writes down how a try ended, and only while the lease is still ours."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from django.db import transaction

from reminders.backoff import pause
from reminders.channels.base import Answer, Channel, Result
from reminders.models import Delivery, DeliveryAttempt

State = Delivery.State
chance = random.SystemRandom().random
# How long a channel rests that could not be reached at all.
REST = dt.timedelta(minutes=1)
# A day of such rests.
TRIES_IN_OUTAGE = 24 * 60
LONGEST_ANSWER = 300


@transaction.atomic
def settle(
    delivery: Delivery, answer: Answer, channel: Channel, *, started: dt.datetime, ended: dt.datetime
) -> None:
    """Record the try and what follows from it.

    Where the lease has passed to another sender meanwhile, the try is recorded and the row left to that one.
    """
    words = answer.words[:LONGEST_ANSWER]
    number = delivery.attempts + 1
    DeliveryAttempt.objects.create(
        delivery=delivery,
        number=number,
        started_at=started,
        ended_at=ended,
        outcome=str(answer.result),
        answer=words,
    )
    unanswered = delivery.unanswered + (answer.result is Result.IN_DOUBT)
    state, next_try_at = _next(answer, channel, number, ended)
    _write(
        delivery,
        state,
        next_try_at or delivery.next_try_at,
        attempts=number,
        unanswered=unanswered,
        last_error="" if state == State.SENT else words,
        finished_at=None if state == State.PENDING else ended,
    )


def let_go(delivery: Delivery, state: Delivery.State, at: dt.datetime, words: str = "") -> None:
    """Give the row back without a try: to be taken up at ``at``, or ended then."""
    if state == State.PENDING:
        _write(delivery, state, at)
    else:
        _write(delivery, state, delivery.next_try_at, finished_at=at, last_error=words)


def rest(channel: Channel, address: str, now: dt.datetime, words: str) -> None:
    """Nobody can be reached there now: let everything that goes the same way wait, not fail one by one."""
    due = Delivery.objects.filter(channel=channel.name, state=State.PENDING, next_try_at__lte=now)
    same = Delivery.objects.filter(pk__in=due.filter(channel.sharing(address)).values("pk"))
    waiting = same.filter(state=State.PENDING)
    waiting.update(next_try_at=now + REST, last_error=words[:LONGEST_ANSWER])


def _unreached(answer: Answer) -> bool:
    """Nothing was handed over, to anybody: an outage, not this message's fault."""
    return answer.closed and answer.result is Result.TEMPORARY


def _next(
    answer: Answer, channel: Channel, number: int, ended: dt.datetime
) -> tuple[Delivery.State, dt.datetime | None]:
    if answer.result is Result.ACCEPTED:
        return State.SENT, None
    if answer.result is Result.PERMANENT:
        return State.FAILED, None
    if answer.result is Result.IN_DOUBT and not channel.repeatable:
        return State.IN_DOUBT, None
    if _unreached(answer) and number < TRIES_IN_OUTAGE:
        # Once a minute while it lasts, so that all is out soon after.
        return State.PENDING, ended + REST
    wait = pause(number, chance())
    return (State.PENDING, ended + wait) if wait else (State.FAILED, None)


def _write(delivery: Delivery, state: Delivery.State, next_try_at: dt.datetime, **fields: Any) -> None:
    held = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, lease=delivery.lease)
    held.update(state=state, next_try_at=next_try_at, lease=None, lease_until=None, **fields)
