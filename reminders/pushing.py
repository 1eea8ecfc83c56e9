"""Acts of the history become pushes to the systems that an organisation has named: the history is the outbox.

Each subscription reads on from where it came to, and once more what is younger than an hour before that: a
transaction that took long shows its rows late, with the time of its beginning.  The unique key lets none in
twice, and the nightly check reads two days again.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse

from common.dates import local_date
from reminders.channels.events import VERSION, EventsChannel
from reminders.locks import skip_locked
from reminders.models import Delivery, Outlet, Push
from tasks.models import Plan, TaskEvent

Act = TaskEvent.Act
# What a subscription chooses from.  Remarks of leaders and what was thrown away stay in the house.
GROUPS: dict[str, tuple[str, frozenset[Act]]] = {
    "plans": ("计划下发、归档", frozenset({Act.ISSUED, Act.ARCHIVED})),
    "tasks": (
        "任务修改、增补、撤出",
        frozenset({Act.EDITED, Act.REVISED, Act.ADDED, Act.RETIRED, Act.RESTORED, Act.MOVED}),
    ),
    "periods": ("期次开启、承办事项调整", frozenset({Act.OPENED, Act.ADJUSTED})),
    "reports": ("填报进展", frozenset({Act.REPORTED})),
    "decisions": (
        "提交、审核、退回、撤回、不适用、重新打开",
        frozenset({Act.SUBMITTED, Act.ACCEPTED, Act.RETURNED, Act.WITHDRAWN, Act.WAIVED, Act.REOPENED}),
    ),
    "extensions": ("申请和决定延期", frozenset({Act.ASKED, Act.GRANTED, Act.DENIED})),
}
REACH = dt.timedelta(hours=1)
NIGHTLY = dt.timedelta(days=2)
BATCH = 500


def gather(now: dt.datetime, reach: dt.timedelta = REACH) -> int:
    """Make the pushes that are not made yet; returns how many."""
    subscriptions = Outlet.objects.filter(kind=EventsChannel.name, is_on=True).order_by("pk")
    done = 0
    for pk in list(subscriptions.values_list("pk", flat=True)):
        while made := _batch(pk, now, reach):
            done += made
            if made < BATCH:
                break
    return done


def waiting() -> int:
    """Pushes that would go now, made or not made yet."""
    subscriptions = Outlet.objects.filter(kind=EventsChannel.name, is_on=True)
    made = Delivery.objects.filter(kind=Delivery.Kind.EVENT, state=Delivery.State.PENDING)
    return made.count() + sum(_events(outlet, REACH).count() for outlet in subscriptions)


@transaction.atomic
def _batch(pk: int, now: dt.datetime, reach: dt.timedelta) -> int:
    """The next pushes of one subscription; none where another process is at it."""
    held = skip_locked(Outlet.objects.filter(pk=pk, is_on=True).select_related("organisation"))
    outlet = held.first()
    if outlet is None:
        return 0
    events = list(_events(outlet, reach)[:BATCH])
    if len(events) < BATCH and (events or now - outlet.read_until > reach):
        Outlet.objects.filter(pk=pk).update(read_until=now)
    pushes = Push.objects.bulk_create(
        Push(
            outlet=outlet,
            name=outlet.name,
            organisation=outlet.organisation,
            event=event,
            payload=payload_of(event),
        )
        for event in events
    )
    Delivery.objects.bulk_create(
        Delivery(
            push=push,
            channel=EventsChannel.name,
            kind=Delivery.Kind.EVENT,
            day=local_date(now),
            next_try_at=now,
            created_at=now,
        )
        for push in pushes
    )
    return len(events)


def _events(outlet: Outlet, reach: dt.timedelta) -> QuerySet[TaskEvent]:
    """Of plans while they are in force or archived: what happened in a draft is nobody's business."""
    acts = {act for name in outlet.acts if name in GROUPS for act in GROUPS[name][1]}
    since = max(outlet.read_until - reach, outlet.pushes_from)
    return (
        TaskEvent.objects.filter(
            plan__organisation=outlet.organisation_id, at__gte=since, act__in=[str(each) for each in acts]
        )
        .filter(at__gte=F("plan__released_at"))
        .exclude(plan__state=Plan.State.DRAFT)
        .exclude(Exists(Push.objects.filter(outlet=outlet, event=OuterRef("pk"))))
        .select_related("actor", "plan__organisation", "task", "obligation__unit", "obligation__period")
        .order_by("pk")
    )


def payload_of(event: TaskEvent) -> dict[str, object]:
    """One act as docs/webhooks.md says; fields are added within a version, never changed or taken away."""
    owed = event.obligation
    return {
        "version": VERSION,
        "id": event.pk,
        "act": event.act,
        "label": event.get_act_display(),
        "at": event.at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "actor": event.who,
        "reason": event.reason,
        "changes": event.changes,
        "organisation": {"id": event.plan.organisation_id, "name": str(event.plan.organisation)},
        "plan": {"id": event.plan_id, "title": event.plan.title},
        "task": event.task and {"id": event.task.pk, "number": event.task.number, "text": event.task.text},
        "obligation": owed
        and {
            "id": owed.pk,
            "unit": {"id": owed.unit_id, "name": str(owed.unit)},
            "period": owed.period.label,
            "due_on": owed.due_on.isoformat(),
            "state": owed.state,
        },
        "url": settings.SITE_URL + _page(event),
    }


def _page(event: TaskEvent) -> str:
    if event.task_id:
        return reverse("task-detail", args=[event.task_id])
    return reverse("plan-detail", args=[event.plan_id])
