"""Health addresses for monitors: live says that the process answers, ready that the database does, reminders
that what is due goes out."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from reminders.clock import database_now
from reminders.health import figures


@login_not_required
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # any database error means the same to a monitor
        return JsonResponse({"status": "database unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def reminders(request: HttpRequest) -> JsonResponse:
    """503 where the schedule stands still, something due was not tried, or the daily canary did not come."""
    found = figures(database_now())
    return JsonResponse(found, status=200 if found["status"] == "ok" else 503)
