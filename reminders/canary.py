"""A message of the system to itself, every day by the road of all others; where it stays away, it is told.

Its end is inside the system, and, where CANARY_EMAIL names a mail box, also there by the mail server.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from common.dates import local_date
from reminders.channels.canary import CanaryChannel
from reminders.channels.email import EmailChannel
from reminders.models import Delivery, Hold
from reminders.window import wall

LAID, ARRIVED = dt.time(8, 30), dt.time(9, 5)
DAY = dt.timedelta(1)


def ends() -> list[str]:
    """By which channels it goes."""
    return [CanaryChannel.name, *([EmailChannel.name] if settings.CANARY_EMAIL else [])]


def lay(now: dt.datetime) -> None:
    """Put today's on the road; the second time changes nothing."""
    today = local_date(now)
    Delivery.objects.bulk_create(
        [
            Delivery(
                kind=Delivery.Kind.CANARY,
                channel=channel,
                day=today,
                next_try_at=max(now, wall(today, LAID)),
                created_at=now,
            )
            for channel in ends()
        ],
        ignore_conflicts=True,
    )


def absent(now: dt.datetime) -> str | None:
    """Which of them did not arrive, in a sentence; none is expected before the first, nor in a hold."""
    if Hold.objects.standing().exists():
        return None
    today = local_date(now)
    day = today if now >= wall(today, ARRIVED) else today - DAY
    rows = Delivery.objects.filter(kind=Delivery.Kind.CANARY, channel__in=ends())
    laid = set(rows.filter(day__lte=day).values_list("channel", flat=True).distinct())
    arrived = rows.filter(day__gte=day, state=Delivery.State.SENT)
    missing = laid - set(arrived.values_list("channel", flat=True))
    if not missing:
        return None
    way = "邮件" if missing == {EmailChannel.name} else "系统内"
    return f"{day:%m-%d} 的每日自检消息（{way}）没有送达，请系统管理员检查后台服务和邮件设置。"
