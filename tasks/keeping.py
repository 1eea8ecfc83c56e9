"""A report sent after the log-in has ended is not lost: its text waits in the session for the log-in.

Django carries the data of a stranger's session over when that stranger logs in.  Files are not kept so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from tasks import permissions, reporting
from tasks.models import Obligation
from tasks.services import drafts
from tasks.workflow import Act
from units.requests import signed_in

ADDRESS = "obligation-report"
KEPT_SECONDS = 2 * 3600
_LONGEST = 16_000


class KeepTypedMiddleware:
    """Stands before LoginRequiredMiddleware, which then sends the stranger to the log-in and back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        match = request.resolver_match
        if request.method != "POST" or request.user.is_authenticated or match is None:
            return
        values = reporting.typed(request.POST)
        if match.url_name == ADDRESS and 0 < sum(map(len, values.values())) <= _LONGEST:
            request.session["typed"] = {"obligation": kwargs["pk"], **values}
            request.session.set_expiry(KEPT_SECONDS)


def restore(request: HttpRequest, obligation: Obligation) -> None:
    """Make a draft of what was kept for this obligation, where this person may report on it."""
    kept = request.session.get("typed")
    if not kept or kept["obligation"] != obligation.pk:
        return
    del request.session["typed"]
    request.session.set_expiry(None)
    user = signed_in(request)
    if permissions.may(user, Act.REPORT, obligation):
        drafts.keep(obligation=obligation, actor=user, now=timezone.now(), values=kept)
