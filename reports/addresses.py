"""Addresses of boards and of the lists behind their figures: the choice as query parameters."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from reports.choice import Choice
from reports.figures import Figure


def parameters(choice: Choice) -> dict[str, int | str]:
    """What makes the same choice again."""
    found: dict[str, int | str] = {"year": choice.year}
    if choice.on:
        found["on"] = choice.on.isoformat()
    for name in ("plan", "organisation", "unit", "chapter"):
        if chosen := getattr(choice, name):
            found[name] = chosen.pk
    if choice.headless:
        found["chapter"] = 0
    return found


class Addresses:
    """The addresses of one choice; a board holds a hundred of them, so their common part is made once."""

    def __init__(self, choice: Choice) -> None:
        self._parameters = parameters(choice)
        query = urlencode(self._parameters)
        self._board = f"{reverse('dashboard')}?{query}"
        path = reverse("dashboard-list")
        self._lists = {figure: f"{path}?figure={figure}&{query}" for figure in Figure}

    def board(self, **narrower: int | str) -> str:
        """The board of a part of the choice."""
        return self._board + self._added(narrower)

    def page(self, name: str) -> str:
        """Another page on the same choice, by the name of its address."""
        return f"{reverse(name)}?{urlencode(self._parameters)}"

    def list(self, figure: Figure, **narrower: int | str) -> str:
        """The list of what a figure counts, there or in a part of the choice."""
        return self._lists[figure] + self._added(narrower)

    def _added(self, narrower: dict[str, int | str]) -> str:
        known = self._parameters
        return "".join(f"&{name}={number}" for name, number in narrower.items() if known.get(name) != number)
