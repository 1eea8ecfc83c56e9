"""Search: what is offered below the box on every page, and the page of all that was found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.text import squeeze
from tasks import finding
from units.requests import signed_in

QUICK = {"units": 3, "plans": 3, "headings": 3, "tasks": 8}
MOST = 20


def _asked(request: HttpRequest) -> str:
    return squeeze(request.GET.get("q", ""))[: finding.LONGEST]


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """A fragment: the first few plans, headings, units and tasks; nothing below two signs."""
    user, asked = signed_in(request), _asked(request)
    groups = [
        group for kind, most in QUICK.items() for group in finding.search(user, asked, most, kinds=[kind])
    ]
    context = {"asked": asked, "least": finding.LEAST, "groups": groups}
    return render(request, "tasks/_found.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything that was found, by kind."""
    user, asked = signed_in(request), _asked(request)
    context = {"asked": asked, "least": finding.LEAST, "groups": finding.search(user, asked, MOST)}
    return render(request, "tasks/search.html", context)
