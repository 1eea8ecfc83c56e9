"""Addresses of boards and of the lists behind their figures: the choice as query parameters."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlencode

from django.urls import reverse

from reports.choice import Choice
from reports.figures import Figure


def parameters(choice: Choice) -> dict[str, int]:
    """What makes the same choice again."""
    found: dict[str, int] = {"year": choice.year}
    for name in ("plan", "organisation", "unit", "chapter"):
        if chosen := getattr(choice, name):
            found[name] = chosen.pk
    if choice.headless:
        found["chapter"] = 0
    return found


def list_address(choice: Choice, figure: Figure, **narrower: int) -> str:
    """The list of what a figure counts."""
    query = {"figure": str(figure), **parameters(choice), **narrower}
    return f"{_list_path()}?{urlencode(query)}"


@cache
def _list_path() -> str:
    # A board holds some fifty of these.
    return reverse("dashboard-list")


def board_address(choice: Choice, **narrower: int) -> str:
    """The board of a part of the choice."""
    return f"{reverse('dashboard')}?{urlencode({**parameters(choice), **narrower})}"
