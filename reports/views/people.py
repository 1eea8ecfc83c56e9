"""The signed-in person, who has a part in plans."""

from __future__ import annotations

from django.http import HttpRequest

from common.decisions import require
from reports.permissions import may_read_reports
from units.models import User
from units.requests import signed_in


def reader(request: HttpRequest) -> User:
    """The person of this request; whoever has no part in plans gets 403 with the reason."""
    user = signed_in(request)
    require(may_read_reports(user))
    return user
