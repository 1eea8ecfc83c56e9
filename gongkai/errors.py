"""The page after an error: no person, no database, only the number that the log gives it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from gongkai.faults import Trouble, trouble_of


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the exception is being handled."""
    if trouble := trouble_of(sys.exc_info()[1]):
        return _troubled(request, trouble)
    page = render_to_string("500.html", {"request_number": getattr(request, "number", "")})
    return HttpResponse(page, status=500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django takes a session that could not be written for one that somebody has ended."""
    if isinstance(exception, SessionInterrupted):
        for cause in _behind(exception):
            if trouble := trouble_of(cause):
                return _troubled(request, trouble)
    return defaults.bad_request(request, exception)


def _behind(error: BaseException) -> Iterator[BaseException]:
    while context := error.__context__:
        yield context
        error = context


def _troubled(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    context = {"request_number": getattr(request, "number", ""), "trouble": trouble}
    page = render_to_string("503.html", context)
    return HttpResponse(page, status=trouble.status, headers={"Retry-After": str(trouble.again)})
