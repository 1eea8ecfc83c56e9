"""The signed-in person of a request, typed."""

from __future__ import annotations

from django.http import HttpRequest

from units.models import User


def signed_in(request: HttpRequest) -> User:
    """The request's person; LoginRequiredMiddleware has sent strangers to the log-in before a view runs."""
    assert isinstance(request.user, User)  # narrows the type
    return request.user
