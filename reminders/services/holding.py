"""Hold back all that leaves the house, and let it go again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from common.decisions import Refusal, require
from reminders.channels.events import EventsChannel
from reminders.models import Delivery, Hold, Outlet, Reminder
from reminders.permissions import may_keep_outlets
from units import audit
from units.audit import By

INSIDE_ONLY = "外发暂停期间到点，只在站内提醒"
UNDER_WAY = (Delivery.State.PENDING, Delivery.State.SENDING)


@transaction.atomic
def hold(*, reason: str, by: By, now: dt.datetime) -> Hold:
    """From now on nothing goes out, but what a sender has in hand.  ``by.user`` None: a command."""
    if by.user:
        require(may_keep_outlets(by.user))
    if not (reason := reason.strip()):
        raise Refusal("请写明为什么暂停。")
    made = Hold.objects.create(reason=reason[:200], began_at=now)
    audit.note(audit.SENDING_HELD, by, made)
    return made


@transaction.atomic
def release(*, by: By, now: dt.datetime, only_new: bool) -> int:
    """Let go.  ``only_new``: what came due until now stays inside; returns how many messages that were."""
    if by.user:
        require(may_keep_outlets(by.user))
    held = list(Hold.objects.standing().select_for_update())
    if not held:
        raise Refusal("外发没有暂停。")
    kept_inside = _keep_inside(now) if only_new else 0
    Hold.objects.standing().update(released_at=now, released_by=by.user)
    way = f"此前到点的 {kept_inside} 条只留站内" if only_new else "此前到点的一并发出"
    audit.note(audit.SENDING_RELEASED, by, held[-1], 方式=way)
    return kept_inside


def _keep_inside(now: dt.datetime) -> int:
    Outlet.objects.filter(kind=EventsChannel.name).update(pushes_from=now, read_until=now)
    waiting = Delivery.objects.filter(state__in=UNDER_WAY).exclude(kind=Delivery.Kind.CANARY)
    packed = waiting.update(
        state=Delivery.State.CANCELLED, lease=None, lease_until=None, finished_at=now, last_error=INSIDE_ONLY
    )
    due = Reminder.objects.filter(state=Reminder.State.PENDING, visible_from__lte=now)
    return packed + due.update(state=Reminder.State.SENT, reason=INSIDE_ONLY)
