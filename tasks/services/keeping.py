"""What people keep beside a plan's table: saved views, and who has it open."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from common.decisions import Refusal
from tasks.models import Plan, Presence, SavedView
from units.models import User
from units.permissions import scope_of

HERE_SECONDS = 75
MOST_VIEWS = 50


@transaction.atomic
def save_view(*, plan: Plan, owner: User, name: str, query: str, shared: bool) -> SavedView:
    """Keep a view under a name; the same name again takes its place.  Only the plan's own people share."""
    name = name.strip()[:40]
    if not name:
        raise Refusal("请给视图起个名字。")
    if len(query) > 500:
        raise Refusal("条件太长，不能保存。")
    views = SavedView.objects.filter(plan=plan, owner=owner)
    if views.exclude(name=name).count() >= MOST_VIEWS:
        raise Refusal(f"每个计划最多保存 {MOST_VIEWS} 个视图。")
    shared = shared and plan.organisation_id in scope_of(owner).organisations
    values = {"query": query, "shared": shared, "organisation": plan.organisation}
    view, _ = SavedView.objects.update_or_create(plan=plan, owner=owner, name=name, defaults=values)
    return view


def here(*, plan: Plan, user: User, now: dt.datetime) -> list[User]:
    """Say that this person has the table open, and who else has: others who may edit it, seen just now."""
    Presence.objects.update_or_create(plan=plan, user=user, defaults={"seen_at": now})
    since = now - dt.timedelta(seconds=HERE_SECONDS)
    others = plan.presences.filter(seen_at__gte=since).exclude(user=user).select_related("user")
    return [presence.user for presence in others.order_by("seen_at")]
