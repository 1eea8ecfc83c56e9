"""Acts on calendar feeds: opening one, and taking it back so that its address dies."""

from __future__ import annotations

from django.db import transaction

from common.decisions import Refusal
from reminders.models import CalendarFeed
from tasks.models import Plan
from units import audit
from units.audit import By
from units.models import User


@transaction.atomic
def open_feed(*, actor: User, plan: Plan | None, by: By) -> CalendarFeed:
    """The person's feed (of a plan that they see, or of what concerns them); the same one if it is open."""
    if plan is not None and not Plan.objects.visible_to(actor).filter(pk=plan.pk).exists():
        raise Refusal("没有这个计划。")
    feed, made = CalendarFeed.objects.get_or_create(user=actor, plan=plan)
    if made:
        audit.note(audit.FEED_CHANGED, by, plan or actor, 办理="开通")
    return feed


@transaction.atomic
def revoke_feed(*, actor: User, feed: CalendarFeed, by: By) -> None:
    """Its address answers no more; a feed opened later has another."""
    if feed.user_id != actor.pk:
        raise Refusal("这不是您的订阅。")
    audit.note(audit.FEED_CHANGED, by, feed.plan or actor, 办理="撤销")
    feed.delete()
