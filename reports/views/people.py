"""The signed-in person, who has a part in plans."""

from __future__ import annotations

from django.http import HttpRequest

from common.decisions import require
from reports.permissions import may_read_reports
from units.models import User


def reader(request: HttpRequest) -> User:
    """The person of this request; whoever has no part in plans gets 403 with the reason."""
    assert isinstance(request.user, User)  # LoginRequiredMiddleware has let only signed-in ones through
    require(may_read_reports(request.user))
    return request.user
