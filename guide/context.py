"""What every page shows of this room: its chapter, and how it is displayed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from guide.chapters import fragment, place_of
from guide.display import display_of


def guide(request: HttpRequest) -> dict[str, Any]:
    slug, heading = place_of(request.path)
    href = reverse("guide-chapter", args=[slug]) + fragment(heading) if slug else reverse("guide")
    return {"display": display_of(request), "guide_href": href}
