"""What a token reads: plans of its organisation that are in force or archived, and all that hangs on them.

Every endpoint starts from one of these, so that nothing of another organisation can be asked for.
"""

from __future__ import annotations

from django.db.models import QuerySet

from tasks.models import Obligation, Plan, Task
from units.models import Unit


def plans_of(organisation: Unit) -> QuerySet[Plan]:
    """Drafts are the office's own business."""
    return Plan.objects.filter(organisation=organisation).exclude(state=Plan.State.DRAFT).order_by("pk")


def tasks_of(organisation: Unit) -> QuerySet[Task]:
    return (
        Task.objects.in_force()
        .filter(plan__in=plans_of(organisation))
        .select_related("plan", "requirement")
        .prefetch_related("assignments__unit", "assignments__group")
        .order_by("pk")
    )


def obligations_of(organisation: Unit) -> QuerySet[Obligation]:
    return (
        Obligation.objects.filter(plan__in=plans_of(organisation), task__withdrawn_at__isnull=True)
        .select_related("plan", "task", "unit", "period")
        .order_by("pk")
    )


def units_of(organisation: Unit) -> QuerySet[Unit]:
    return Unit.objects.filter(organisation=organisation).order_by("pk")
