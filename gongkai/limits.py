"""How much one may ask: the size of a body, told before anything of it is read, and how often in a minute.

Counts stand in the cache: with Redis one for all processes, without it one a process.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from units.audit import address_of

MEGABYTE = 2**20
WINDOW = 60
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a minute and person (or address, before the log-in) to these addresses together."""

    kind: str
    most: int
    names: frozenset[str]
    # Only what is sent, not the page with the form.
    sent_only: bool = False

    def counts(self, name: str, method: str | None) -> bool:
        return name in self.names and not (self.sent_only and method in _SAFE)


UPLOADS = frozenset({"import-list", "unit-import", "people-import", "template-list", "plan-sheet"})
EVIDENCE = frozenset({"obligation-report", "report-many"})
RATES = (
    # A whole office may stand behind one address; locks (units.lockout) count failures more strictly.
    Rate("log-in", 120, frozenset({"login", "second-factor"}), sent_only=True),
    Rate(
        "password",
        10,
        frozenset({"password-change", "second-factor-setup", "second-factor-remove"}),
        sent_only=True,
    ),
    Rate("search", 240, frozenset({"task-find"})),
    Rate("upload", 30, UPLOADS | EVIDENCE, sent_only=True),
    Rate(
        "export",
        30,
        frozenset(
            {
                "register-xlsx",
                "register-csv",
                "report-docx",
                "division-docx",
                "annual-docx",
                "dashboard-png",
                "people-export",
                "unit-export",
                "audit-export",
            }
        ),
    ),
    Rate("export-job", 30, frozenset({"export-ask"}), sent_only=True),
)


def largest_body(name: str) -> int:
    """Bytes that a request to this address may bring."""
    if name in EVIDENCE:
        return (settings.EVIDENCE_MAX_MB * settings.EVIDENCE_MAX_FILES + 5) * MEGABYTE
    return (settings.UPLOAD_MAX_MB if name in UPLOADS else settings.FORM_MAX_MB) * MEGABYTE


class LimitMiddleware:
    """Stands before the middleware that looks for the CSRF token, which reads the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if int(request.META.get("CONTENT_LENGTH") or 0) > (most := largest_body(name)):
            return _refuse(request, f"上传的内容超过 {most // MEGABYTE} MB，没有接收。", 413)
        if settings.RATE_LIMITS:
            for rate in RATES:
                if rate.counts(name, request.method) and (wait := _wait(rate, request)):
                    response = _refuse(request, f"操作过于频繁，请 {wait} 秒后再试。", 429)
                    response.headers["Retry-After"] = str(wait)
                    return response
        return None


def _wait(rate: Rate, request: HttpRequest) -> int:
    """Seconds until this one may go on; 0: at once."""
    who = _who(request)
    if not who:
        return 0
    now = int(time.time())
    key = f"limit:{rate.kind}:{who}:{now // WINDOW}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        count = cache.incr(key)
    except ValueError:  # gone between the two
        return 0
    return WINDOW - now % WINDOW if count > rate.most else 0


def _who(request: HttpRequest) -> str:
    """The person, else the address; this machine itself is nobody (checks, a silent proxy)."""
    if request.user.is_authenticated:
        return f"person-{request.user.pk}"
    address = address_of(request)
    return "" if not address or ipaddress.ip_address(address).is_loopback else f"address-{address}"


def _refuse(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    template = "refused_fragment.html" if request.headers.get("HX-Request") else "refused.html"
    return render(request, template, {"reason": reason}, status=status)
