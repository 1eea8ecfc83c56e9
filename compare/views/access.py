"""Fetch and authorise: who may not compare is told why; a comparison of others does not exist."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from common.decisions import require
from compare.models import Comparison
from compare.permissions import may_compare
from units.models import User
from units.requests import signed_in


def comparing_person(request: HttpRequest) -> User:
    """The signed-in person; Forbidden where they run no organisation's plans."""
    user = signed_in(request)
    require(may_compare(user))
    return user


def comparison_of(request: HttpRequest, pk: int) -> Comparison:
    """404 where the plan is not one of the person's offices, or the other one is not theirs to read."""
    visible = Comparison.objects.visible_to(comparing_person(request))
    return get_object_or_404(visible.select_related("plan__organisation", "other__organisation"), pk=pk)
