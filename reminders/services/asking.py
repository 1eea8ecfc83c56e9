"""Acts of people on reminders: asking by hand, having read."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from common.dates import SHANGHAI, local_date
from common.decisions import Refusal, require
from reminders.models import Reminder
from reminders.notices import from_elsewhere
from reminders.people import People, Place
from reminders.permissions import may_remind
from reminders.window import wall
from tasks.models import Obligation
from units import audit
from units.models import User

COOL_DOWN = dt.timedelta(hours=24)


@transaction.atomic
def remind_by_hand(
    *, obligation: Obligation, actor: User, now: dt.datetime, address: str | None = None
) -> list[User]:
    """催办: the unit's heads and handlers see it at once and get it by every channel; returns them.

    Once in 24 hours an item, whoever asks.  ``address`` is the actor's, for the audit log.
    """
    obligation = (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("plan__organisation", "unit", "period", "task")
        .get(pk=obligation.pk)
    )
    require(may_remind(actor, obligation))
    _refuse_within_cool_down(obligation, now)
    people = _people(obligation, local_date(now))
    Reminder.objects.bulk_create(
        Reminder(
            obligation=obligation,
            recipient=person,
            step=f"H{now.astimezone(SHANGHAI):%Y%m%d%H%M}",
            due_on=obligation.due_on,
            visible_from=now,
            asked_by=actor,
            created_at=now,
        )
        for person in people
    )
    who = audit.By(actor, address)
    told = [str(person) for person in people]
    audit.note(audit.REMINDED, who, obligation, 任务=obligation.task_id, 人员=told)
    return people


def _refuse_within_cool_down(obligation: Obligation, now: dt.datetime) -> None:
    recent = obligation.reminders.filter(step__startswith="H", created_at__gt=now - COOL_DOWN)
    last = recent.order_by("-created_at").select_related("asked_by").first()
    if last is None:
        return
    again = (last.created_at + COOL_DOWN).astimezone(SHANGHAI)
    raise Refusal(f"{last.asked_by or '他人'}在24小时内已催办过，{again:%m-%d %H:%M} 后可再次催办。")


def _people(obligation: Obligation, day: dt.date) -> list[User]:
    place = Place(obligation.unit_id, obligation.unit.path, obligation.plan.organisation_id)
    people = list(User.objects.filter(pk__in=People.on(day).at_unit(place)).order_by("pk"))
    if not people:
        raise Refusal(f"{obligation.unit}还没有登记负责人或经办人，无法催办。")
    return people


def mark_plan_seen(*, user: User, now: dt.datetime, plan: int, day: dt.date) -> int:
    """The person has read what was said until the end of ``day`` of a plan's late items elsewhere."""
    rows = from_elsewhere(user, Reminder.objects.notices_of(user, now))
    until = wall(day + dt.timedelta(1), dt.time.min)
    unread = rows.filter(obligation__plan=plan, visible_from__lt=until, seen_at__isnull=True)
    return unread.update(seen_at=now)


def mark_seen(*, user: User, now: dt.datetime, obligation: Obligation | None = None) -> int:
    """The person has read the notices on an item (default: all that are out); says how many were unread."""
    unread = Reminder.objects.notices_of(user, now).filter(seen_at__isnull=True)
    if obligation is not None:
        unread = unread.filter(obligation=obligation)
    return unread.update(seen_at=now)
