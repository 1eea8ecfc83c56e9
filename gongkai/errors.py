"""The page after an error of ours: no person, no database, only the number that the log gives it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def server_error(request: HttpRequest) -> HttpResponse:
    number = getattr(request, "number", "")
    return HttpResponse(render_to_string("500.html", {"request_number": number}), status=500)
