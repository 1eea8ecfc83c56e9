"""What a person sees inside: one notice an item, the latest; opening it reads the earlier ones too."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from reminders.models import Reminder
from units.models import User


def notices(user: User, now: dt.datetime) -> QuerySet[Reminder]:
    """The latest notice on each item with what a row shows: unread first, then the newest.

    ``times`` is how often the person has been reminded of the item.
    """
    mine = Reminder.objects.notices_of(user, now)
    same_item = mine.filter(obligation=OuterRef("obligation")).order_by()
    later = Q(visible_from__gt=OuterRef("visible_from")) | Q(
        visible_from=OuterRef("visible_from"), pk__gt=OuterRef("pk")
    )
    rows = mine.filter(~Exists(same_item.filter(later))).select_related(
        "asked_by", "obligation__task", "obligation__period", "obligation__unit", "obligation__plan"
    )
    counted = same_item.values("obligation").annotate(number=Count("pk")).values("number")
    return rows.annotate(times=Subquery(counted)).order_by(
        F("seen_at").desc(nulls_first=True), "-visible_from", "-pk"
    )


def unread_count(user: User, now: dt.datetime | None = None) -> int:
    """Items with an unread notice that still wait for the unit: what is done needs no reading."""
    unread = Reminder.objects.notices_of(user, now or timezone.now()).wanting().filter(seen_at__isnull=True)
    return unread.order_by().values("obligation").distinct().count()
