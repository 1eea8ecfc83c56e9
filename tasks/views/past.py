"""Looking back at a plan: every change as a sentence, and the table of a past day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.pagination import paginate
from tasks import permissions
from tasks.looking_back import readable_events, table_on
from tasks.merging import FIELD_LABELS
from tasks.models import Plan, TaskEvent
from tasks.telling import sentence
from units.requests import signed_in

EVENTS_A_PAGE = 100
FIELDS = {**FIELD_LABELS, "order": "顺序"}


def plan_past(request: HttpRequest, plan: Plan, day: dt.date) -> HttpResponse:
    """The table as it stood at the end of a day; before the plan was made there is none."""
    made = timezone.localdate(plan.created_at)
    today = timezone.localdate()
    rows = table_on(plan, day) if made <= day <= today else []
    context = {"plan": plan, "day": day, "rows": rows, "made": made, "today": today}
    return render(request, "tasks/plan_past.html", context)


@require_safe
def plan_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Sentences, newest first; ``field`` one field's, ``task`` one task's, ``who`` one person's."""
    user = signed_in(request)
    plan = get_object_or_404(Plan.objects.visible_to(user).select_related("organisation"), pk=pk)
    events = _asked(readable_events(plan, user), request.GET)
    loaded = events.select_related("actor", "task", "obligation__unit", "obligation__period")
    page = paginate(request, loaded.order_by("-at", "-pk"), EVENTS_A_PAGE)
    undone = set(plan.events.filter(undoes__isnull=False).values_list("undoes", flat=True))
    context = {
        "plan": plan,
        "page": page,
        "events": _told(page.object_list, undone),
        "fields": FIELDS,
        "field": request.GET.get("field", ""),
        "may_edit": permissions.may_edit_plan(user, plan),
        "today": timezone.localdate(),
    }
    return render(request, "tasks/plan_history.html", context)


def _asked(events: QuerySet[TaskEvent], asked: Any) -> QuerySet[TaskEvent]:
    if label := FIELDS.get(asked.get("field", "")):
        events = events.filter(changes__has_key=label)
    for name, column in (("task", "task"), ("who", "actor")):
        if asked.get(name, "").isdecimal():
            events = events.filter(**{column: int(asked[name])})
    return events


def _told(events: Iterable[TaskEvent], undone: set[Any]) -> list[dict[str, Any]]:
    """Each event with its sentence; the newest row of a batch carries how the batch can be undone."""
    seen: set[Any] = set()
    told = []
    for event in events:
        first = event.batch is not None and event.batch not in seen
        seen.add(event.batch)
        told.append(
            {
                "event": event,
                "sentence": sentence(event),
                "undoable": first and event.batch not in undone,
                "undone": event.batch is not None and event.batch in undone,
            }
        )
    return told
