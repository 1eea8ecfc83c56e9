"""Who compares: the office of the organisation whose plan it is; and with what."""

from __future__ import annotations

from django.db.models import Q

from common.decisions import Allowed, Decision, Denied
from tasks.models import Plan
from tasks.models.plan import PlanQuerySet
from units.models import User
from units.permissions import scope_of


def may_compare(user: User) -> Decision:
    """Whether the person runs the plans of any organisation."""
    return Allowed() if scope_of(user).is_office else Denied("只有公开办人员可以做对照。")


def comparable(user: User) -> PlanQuerySet:
    """The offices' own annual plans, the newest first."""
    mine = Plan.objects.filter(organisation__in=scope_of(user).offices, kind=Plan.Kind.ANNUAL)
    return mine.select_related("organisation").order_by("-year", "-pk")


def earlier_than(plan: Plan, user: User) -> PlanQuerySet:
    """Plans of the same organisation that were made for an earlier year, the nearest first."""
    return comparable(user).filter(organisation=plan.organisation_id, year__lt=plan.year)


def above(plan: Plan, user: User) -> PlanQuerySet:
    """Upstream documents: references kept here, and issued plans of offices above that the person may read
    anyway, because their organisation has a part in them."""
    path = plan.organisation.path
    higher = [int(part) for part in path.strip("/").split("/")][:-1]
    references = Q(pk__in=Plan.objects.references_of(user).values("pk"), organisation=plan.organisation_id)
    issued = Q(
        pk__in=Plan.objects.visible_to(user).values("pk"),
        organisation__in=higher,
        kind=Plan.Kind.ANNUAL,
        state__in=[Plan.State.ISSUED, Plan.State.ARCHIVED],
    )
    return Plan.objects.filter(references | issued).select_related("organisation").order_by("-year", "-pk")
