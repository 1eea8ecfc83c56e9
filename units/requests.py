"""The signed-in person of a request, typed."""

from __future__ import annotations

from django.http import HttpRequest

from units.models import User


def person(request: HttpRequest) -> User:
    """The person of this request; LoginRequiredMiddleware has let only signed-in ones through."""
    assert isinstance(request.user, User)  # narrows the type; the middleware guarantees it
    return request.user
