"""What the database says about work that waits; a handful of counts over indexes."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Min, QuerySet

from importer.models import ImportBatch
from reminders.clock import database_now
from reminders.models import Delivery, Heartbeat, Reminder
from reports.models import Export

# What it means, the name of its label ("" for none), value by label.
Gauge = tuple[str, str, dict[str, float]]
WAITING = (Delivery.State.PENDING, Delivery.State.SENDING)


def read() -> dict[str, Gauge]:
    now = database_now()
    due = Delivery.objects.filter(state__in=WAITING, next_try_at__lte=now)
    unreleased = Reminder.objects.filter(state=Reminder.State.PENDING, visible_from__lte=now)
    depth = {"deliveries": due.count(), "reminders": unreleased.count()}
    age = {
        "deliveries": _age(due, "next_try_at", now),
        "reminders": _age(unreleased, "visible_from", now),
    }
    yesterday = now.date() - dt.timedelta(days=1)
    recent = Delivery.objects.filter(day__gte=yesterday).order_by().values_list("state")
    beats = {each.name: (now - each.at).total_seconds() for each in Heartbeat.objects.all()}
    left = {
        "imports": ImportBatch.objects.overdue(now).count(),
        "exports": Export.objects.left_over(now).count(),
    }
    return {
        "gongkai_outbox_due": ("Reminders and deliveries whose time has come", "kind", _floats(depth)),
        "gongkai_outbox_age_seconds": ("Time since the oldest of them was due", "kind", age),
        "gongkai_deliveries_recent": (
            "Deliveries of yesterday and today by state",
            "state",
            _floats(dict(recent.annotate(Count("pk")))),
        ),
        "gongkai_heartbeat_age_seconds": ("Time since each part of the schedule last ran", "part", beats),
        "gongkai_left_over": ("Work that nobody took in time", "kind", _floats(left)),
    }


def _age(rows: QuerySet[Delivery] | QuerySet[Reminder], field: str, now: dt.datetime) -> float:
    oldest = rows.order_by().aggregate(oldest=Min(field))["oldest"]
    return (now - oldest).total_seconds() if oldest else 0.0


def _floats(counts: dict[str, int]) -> dict[str, float]:
    return {key: float(value) for key, value in counts.items()}
