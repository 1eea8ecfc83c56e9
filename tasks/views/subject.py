"""The obligation of an address, for whoever may know of it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from tasks.models import Obligation
from units.models import User


def obligation_for(user: User, pk: int) -> Obligation:
    """With what a row shows; 404 for strangers."""
    return get_object_or_404(Obligation.objects.visible_to(user).with_everything(), pk=pk)
