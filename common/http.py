"""Answers that all views share: refusals with their reason, private pages, no trace in shared caches."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from common.decisions import Forbidden, Refusal

GetResponse = Callable[[HttpRequest], HttpResponseBase]


# What browsers offer to pages and none of ours needs.
NOTHING_ALLOWED = ", ".join(
    f"{feature}=()" for feature in ("camera", "microphone", "geolocation", "payment", "usb", "serial", "midi")
)


class RefusalMiddleware:
    """Turns a service's refusal into a page with its sentence: 403 where the person may not, else 409."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        status = 403 if isinstance(exception, Forbidden) else 409
        template = "refused_fragment.html" if getattr(request, "htmx", False) else "refused.html"
        return render(request, template, {"reason": exception.reason}, status=status)


class PrivatePagesMiddleware:
    """Pages of a signed-in person stay out of every cache (static files are served before this)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", NOTHING_ALLOWED)
        return response


def back(request: HttpRequest, fallback: str, *args: object) -> HttpResponse:
    """Redirect to the local page named by ``next`` in the form, else to the URL name ``fallback``."""
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return redirect(target)
    return redirect(fallback, *args)


def say(request: HttpRequest, sentence: str) -> None:
    """Leave a sentence for the next page."""
    messages.success(request, sentence)
