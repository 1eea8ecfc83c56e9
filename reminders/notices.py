"""What a person sees inside the system."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, QuerySet
from django.utils import timezone

from reminders.models import Reminder
from units.models import User


def notices(user: User, now: dt.datetime) -> QuerySet[Reminder]:
    """The person's notices with what a row shows: unread first, then the newest."""
    rows = Reminder.objects.notices_of(user, now).select_related(
        "asked_by", "obligation__task", "obligation__period", "obligation__unit", "obligation__plan"
    )
    return rows.order_by(F("seen_at").desc(nulls_first=True), "-visible_from", "-pk")


def unread_count(user: User, now: dt.datetime | None = None) -> int:
    """Unread notices on items that still wait for the unit: what is done needs no reading."""
    unread = Reminder.objects.notices_of(user, now or timezone.now()).wanting().filter(seen_at__isnull=True)
    return unread.count()
