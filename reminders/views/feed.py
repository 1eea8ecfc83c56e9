"""The calendar itself, for programs: the signed key in the address stands for the log-in."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reminders.ics import calendar_of
from reminders.models import CalendarFeed

# Noting every fetch would make a write of each; once an hour tells the owner enough.
SPARING = dt.timedelta(hours=1)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """404 for a forged or revoked key, and for a person whose account was stopped."""
    feed = CalendarFeed.of_token(token)
    if feed is None or not feed.user.is_active:
        raise Http404
    now = timezone.now()
    if feed.fetched_at is None or now - feed.fetched_at > SPARING:
        CalendarFeed.objects.filter(pk=feed.pk).update(fetched_at=now)
    answer = HttpResponse(
        calendar_of(feed, timezone.localdate()), content_type="text/calendar; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = 'inline; filename="gongkai.ics"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
