"""Sessions: idle and absolute end, told apart by what is known of them (``SESSION_ENGINE``).

What a session knows of itself stands in its data; the row repeats it, so that it can be listed.  The moment
of the last act is written at most once a minute.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from units.audit import SESSION_ENDED, SESSION_EXPIRED, By, address_of, note, record
from units.credentials import Session
from units.models import User

# The last act is told to the minute: a page costs no write of its own.
GRAIN = 60
WALL = "dashboard-wall"


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        row.address, row.agent = data.get("address"), data.get("agent", "")
        row.entered_at, row.seen_at = _moment(data.get("entered")), _moment(data.get("seen"))
        return row


def _moment(seconds: int | None) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(seconds, dt.UTC) if seconds is not None else None


def begin(request: HttpRequest) -> None:
    """Note where and when the log-in was made."""
    now = int(time.time())
    agent = request.META.get("HTTP_USER_AGENT", "")[:200]
    request.session.update({"entered": now, "seen": now, "address": address_of(request), "agent": agent})


def is_over(session: SessionBase, now: float) -> bool:
    """Whether nothing was done for too long, or the log-in is too long ago."""
    idle, whole = settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600
    return now - session.get("seen", 0) > idle or now - session.get("entered", 0) > whole


View = TypeVar("View", bound=Callable[..., Any])


def polled(view: View) -> View:
    """Mark a view that pages ask by themselves: such a request does not keep a session alive."""
    view.asked_by_itself = True  # type: ignore[attr-defined]
    return view


def _is_polled(request: HttpRequest, view: Any) -> bool:
    """A fragment of a polled view; a wall renews its whole page, and may last where the office says so."""
    if not getattr(view, "asked_by_itself", False):
        return False
    match = request.resolver_match
    if match and match.url_name == WALL:
        return not settings.WALL_KEEPS_LOG_IN
    return bool(getattr(request, "htmx", False))


class SessionEndMiddleware:
    """Ends what is over; stands after the authentication, so that the rest sees a stranger."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if SESSION_KEY in request.session and is_over(request.session, time.time()):
            if request.user.is_authenticated:
                record(
                    act=SESSION_EXPIRED,
                    actor=request.user,
                    address=address_of(request),
                    subject=request.user.username,
                )
            request.session.flush()
            logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if SESSION_KEY not in request.session or _is_polled(request, view):
            return
        now = int(time.time())
        if abs(now - request.session.get("seen", 0)) >= GRAIN:
            request.session["seen"] = now


def reference(session: Session) -> str:
    """What pages call a session by: its key itself would be as good as the log-in."""
    return hashlib.sha256(session.session_key.encode()).hexdigest()[:16]


def sessions_of(user: User) -> list[Session]:
    """Log-ins that still hold, the last used first."""
    now = timezone.now()
    return list(
        Session.objects.filter(
            user=user,
            expire_date__gt=now,
            seen_at__gt=now - dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES),
            entered_at__gt=now - dt.timedelta(hours=settings.SESSION_HOURS),
        )
    )


@transaction.atomic
def end_sessions(*, user: User, by: By, besides: str | None = None, only: str | None = None) -> int:
    """End the person's log-ins (all, all ``besides`` a key, or ``only`` one); how many there were."""
    rows = Session.objects.filter(user=user).exclude(session_key=besides)
    if only is not None:
        rows = rows.filter(session_key=only)
    ended, _ = rows.delete()
    if ended:
        note(SESSION_ENDED, by, user, sessions=ended)
    return ended
