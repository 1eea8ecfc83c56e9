"""办理记录: what was done, as sentences; per plan, unit, person and act, each choice a link."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.pagination import paginate
from tasks.models import Plan, TaskEvent
from tasks.telling import sentence
from units.models import Unit, User
from units.requests import signed_in

# Parameter of the address → the column that it chooses by.
CHOICES = {"plan": "plan", "person": "actor", "unit": "obligation__unit"}


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Newest first; only what this person may see of plans and obligations."""
    user = signed_in(request)
    seen = TaskEvent.objects.visible_to(user)
    chosen = {name: int(text) for name in CHOICES if (text := request.GET.get(name, "")).isdecimal()}
    act = request.GET.get("act", "")
    found = seen.filter(**{CHOICES[name]: pk for name, pk in chosen.items()})
    if act in TaskEvent.Act.values:
        found = found.filter(act=act)
    page = paginate(request, found.with_words())
    context = {
        "page": page,
        "rows": [(event, sentence(event)) for event in page.object_list],
        "plans": Plan.objects.visible_to(user),
        "acts": TaskEvent.Act.choices,
        "asked": {"plan": "", "person": "", "unit": "", "act": act, **chosen},
        "names": _names(seen, chosen),
    }
    return render(request, "tasks/record_list.html", context)


def _names(seen: QuerySet[TaskEvent], chosen: dict[str, int]) -> list[tuple[str, str]]:
    """(parameter, name) of the person and unit chosen; only of those who occur in what may be seen."""
    found: list[tuple[str, str]] = []
    if "person" in chosen and seen.filter(actor=chosen["person"]).exists():
        found.append(("person", str(User.objects.get(pk=chosen["person"]))))
    if "unit" in chosen and seen.filter(obligation__unit=chosen["unit"]).exists():
        found.append(("unit", str(Unit.objects.get(pk=chosen["unit"]))))
    return found
