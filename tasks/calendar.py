"""The working-day calendar as it stands: the holiday library plus the office's exceptions."""

from __future__ import annotations

from tasks.models import CalendarException
from tasks.workdays import WorkCalendar


def current_calendar() -> WorkCalendar:
    """Reads the exceptions (one query); keep the value for the length of one job or request."""
    return WorkCalendar(dict(CalendarException.objects.values_list("day", "is_workday")))
