"""What a delivery carries, looked at again at the moment of sending."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from common.dates import local_date
from reminders.channels.base import Channel, Message
from reminders.messages import compose
from reminders.models import Delivery, Reminder
from reminders.people import People
from reminders.rulebook import RuleBook
from reminders.standing import NEEDED, void_reason
from reminders.ways import Ways

Compose = Callable[[], Message]


@dataclass(frozen=True, slots=True)
class Parcel:
    """Not before ``opening``, to ``address`` if there is one; ``void`` says why it must not go at all."""

    opening: dt.datetime
    address: str
    compose: Compose
    void: str = ""


def parcel_of(delivery: Delivery, channel: Channel, book: RuleBook, now: dt.datetime) -> Parcel:
    if delivery.kind == Delivery.Kind.EVENT:
        return _push(delivery, now)
    if delivery.kind == Delivery.Kind.CANARY:
        return _canary(delivery, channel, now)
    return _digest(delivery, channel, book, now)


def _push(delivery: Delivery, now: dt.datetime) -> Parcel:
    """Programs have no hours."""
    push = delivery.push
    assert push
    message = Message(key=str(delivery.message_id), subject="", text="", html="", data=push.payload)
    return Parcel(now, str(push.outlet_id or ""), lambda: message)


def _canary(delivery: Delivery, channel: Channel, now: dt.datetime) -> Parcel:
    words = f"公开台账 {delivery.day:%Y-%m-%d} 自检：这是系统发给自己的消息，不用处理。"
    message = Message(key=str(delivery.message_id), subject="【公开台账】每日自检", text=words, html=words)
    address = settings.CANARY_EMAIL if channel.personal else channel.name
    return Parcel(now, address, lambda: message)


def _digest(delivery: Delivery, channel: Channel, book: RuleBook, now: dt.datetime) -> Parcel:
    assert delivery.recipient_id
    today = local_date(now)
    rows = Reminder.objects.filter(items__delivery=delivery, state=Reminder.State.SENT)
    people = People.on(today, of=[delivery.recipient_id])
    found = rows.select_related("recipient", "obligation__task", "obligation__period", *NEEDED)
    # It may have waited for hours since it was put together.
    standing = [row for row in found.order_by("visible_from", "pk") if not void_reason(row, people)]

    def message() -> Message:
        key = str(delivery.message_id)
        return compose(key=key, reminders=standing, today=today, calendar=book.calendar)

    if not standing:
        return Parcel(now, "", message, "事项已办结或不再负责，未发送")
    recipient = standing[0].recipient
    opening = book.opening(now, {each.obligation.plan.organisation_id for each in standing})
    # Whoever reads nothing of this channel any more is not looked up before it is time.
    address = Ways.of([recipient], today).address(channel, recipient) if opening <= now else ""
    return Parcel(opening, address, message)
