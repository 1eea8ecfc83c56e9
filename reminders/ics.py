"""What a calendar program fetches: one whole-day event a period on its due date (RFC 5545).

The same period keeps its UID whatever happens; SEQUENCE and DTSTAMP follow the task's history, so that a
moved deadline moves the event and an unchanged one is the same byte for byte.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse
from icalendar import Calendar, Event

from common.text import clip, squeeze
from reminders.models import CalendarFeed
from tasks.models import Obligation, Period, Plan, TaskEvent
from tasks.models.period import ObligationQuerySet
from tasks.workflow import STATE_LABELS, State
from units.models import User
from units.permissions import scope_of

# What a calendar shows of the past and of the years to come, in days.
BEHIND, AHEAD = 90, 400
# No calendar program is served by more; the earliest come first.
MOST = 2000
_DONE = {State.ACCEPTED, State.WAIVED}


@dataclass(frozen=True, slots=True)
class _Trace:
    """A task's history as a calendar counts it."""

    number: int = 0
    last: dt.datetime = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def calendar_of(feed: CalendarFeed, today: dt.date) -> bytes:
    """The feed as its owner may see it today; an empty calendar where nothing is to be seen any more."""
    rows = _rows(feed.user, feed.plan).filter(
        due_on__gte=today - dt.timedelta(BEHIND), due_on__lte=today + dt.timedelta(AHEAD)
    )
    periods: defaultdict[Period, list[Obligation]] = defaultdict(list)
    for row in rows.with_everything().order_by("due_on", "pk")[:MOST]:
        periods[row.period].append(row)
    traces = _traces({period.task_id for period in periods})
    calendar = _head(feed)
    for period, owed in periods.items():
        calendar.add_component(_event(period, owed, traces.get(period.task_id, _Trace()), today))
    return calendar.to_ical()


def _rows(user: User, plan: Plan | None) -> ObligationQuerySet:
    """Of a plan what the person sees of it; else what their units owe, for office and leaders all."""
    seen = Obligation.objects.visible_to(user).filter(plan__state=Plan.State.ISSUED)
    scope = scope_of(user)
    if plan is not None:
        return seen.filter(plan=plan)
    if scope.is_office or scope.is_leader:
        return seen
    return Obligation.objects.owed_by(user)


def _traces(tasks: set[int]) -> dict[int, _Trace]:
    found = TaskEvent.objects.filter(task__in=tasks).order_by().values_list("task")
    return {task: _Trace(number, last) for task, number, last in found.annotate(Count("pk"), Max("at"))}


def _head(feed: CalendarFeed) -> Calendar:
    calendar = Calendar()
    name = f"公开台账：{feed.plan}" if feed.plan else f"公开台账：{feed.user}"
    calendar.add("prodid", "-//Gongkai//zh-CN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", dt.timedelta(hours=4), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    return calendar


def _event(period: Period, owed: list[Obligation], trace: _Trace, today: dt.date) -> Event:
    task = owed[0].task
    event = Event()
    event.add("uid", f"period-{period.pk}@{urlsplit(settings.SITE_URL).hostname or 'gongkai'}")
    event.add("dtstamp", trace.last)
    event.add("last-modified", trace.last)
    event.add("sequence", trace.number)
    event.add("dtstart", period.due_on)
    event.add("dtend", period.due_on + dt.timedelta(1))
    event.add("summary", f"{_mark(owed, today)}{clip(task.text, 60)}")
    event.add("description", _words(period, owed))
    event.add("url", settings.SITE_URL + reverse("task-detail", args=[task.pk]))
    event.add("transp", "TRANSPARENT")  # a deadline takes nobody's time
    event.add("status", "CONFIRMED")
    return event


def _mark(owed: list[Obligation], today: dt.date) -> str:
    if all(State(row.state) in _DONE for row in owed):
        return "【已完成】"
    open_ones = (row for row in owed if State(row.state) not in _DONE)
    return "【逾期】" if any(row.due_on < today for row in open_ones) else ""


def _words(period: Period, owed: list[Obligation]) -> str:
    lines = [squeeze(owed[0].task.text), f"{owed[0].plan}　{period.label}"]
    lines += [f"{row.unit}：{STATE_LABELS[State(row.state)]}" for row in owed]
    return "\n".join(lines)
