"""Quick open: tasks and plans by a few characters, from the box on every page."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.text import squeeze
from tasks.models import Plan, Task
from units.requests import signed_in

LEAST = 2
MOST_TASKS, MOST_PLANS = 8, 3
LONGEST = 40


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """A fragment: what the person may read and whose text or number holds ``q``; nothing below two signs."""
    user = signed_in(request)
    asked = squeeze(request.GET.get("q", ""))[:LONGEST]
    context = {"asked": asked, "least": LEAST, "tasks": [], "plans": []}
    if len(asked) >= LEAST:
        tasks = Task.objects.visible_to(user).in_force()
        named = tasks.filter(Q(text__icontains=asked) | Q(number__iexact=asked))
        plans = Plan.objects.visible_to(user).filter(title__icontains=asked)
        context |= {
            "tasks": named.select_related("plan__organisation").order_by("-plan__year", "plan", "position")[
                :MOST_TASKS
            ],
            "plans": plans.select_related("organisation").order_by("-year", "-pk")[:MOST_PLANS],
        }
    return render(request, "tasks/_found.html", context)
