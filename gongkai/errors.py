"""The page after an error: no person, no database, only the number that the log gives it."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from gongkai.faults import trouble_of


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the exception is being handled."""
    number = getattr(request, "number", "")
    trouble = trouble_of(sys.exc_info()[1])
    context = {"request_number": number, "trouble": trouble}
    if trouble is None:
        return HttpResponse(render_to_string("500.html", context), status=500)
    page = render_to_string("503.html", context)
    return HttpResponse(page, status=trouble.status, headers={"Retry-After": str(trouble.again)})
