"""Who may import: the office of the organisation; for everybody else its batches do not exist."""

from __future__ import annotations

from django.db.models import QuerySet

from common.decisions import Allowed, Decision, Denied
from units.models import Unit, User
from units.permissions import scope_of

REASON = "只有本机关的公开办人员可以导入计划。"


def may_import(user: User) -> Decision:
    """Whether the person runs the plans of any organisation."""
    return Allowed() if scope_of(user).is_office else Denied(REASON)


def organisations_of(user: User) -> QuerySet[Unit]:
    """The organisations for which the person may import."""
    return Unit.objects.filter(pk__in=scope_of(user).offices).order_by("path")
