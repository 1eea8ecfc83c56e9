"""What a signed-in person must do first: nothing else opens before it is done.  And what was refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from common.decisions import Forbidden
from units.audit import DENIED, address_of, record
from units.models import User
from units.passwords import why_renew
from units.second_factor import has_factor, is_wanted

# Addresses that stay open while something is to be done first.
_OPEN = frozenset({"login", "logout", "password-change", "second-factor-setup"})


def first_duty(user: User) -> str:
    """The name of the address where the person is held; empty for almost everybody."""
    if why_renew(user):
        return "password-change"
    return "second-factor-setup" if is_wanted(user) and not has_factor(user) else ""


class DenialMiddleware:
    """Writes down who was refused what; stands after the middleware that answers, so is asked before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, Forbidden) and isinstance(request.user, User):
            record(
                act=DENIED,
                actor=request.user,
                address=address_of(request),
                subject=request.path,
                detail={"method": request.method, "reason": exception.reason},
                succeeded=False,
            )


class GateMiddleware:
    """Stands after LoginRequiredMiddleware: views open to strangers are none of its business."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view, "login_required", True) or not isinstance(request.user, User):
            return None
        match = request.resolver_match
        duty = first_duty(request.user)
        if not duty or (match and match.url_name in _OPEN):
            return None
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(reverse(duty))
        return redirect(duty)
