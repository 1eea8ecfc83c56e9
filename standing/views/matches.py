"""Tasks of a plan beside the standing items that they may be: a person says yes or no."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.decisions import require
from common.http import say
from standing import matches
from tasks.models import Carrying, Plan, Task
from tasks.permissions import may_run_plans_of
from tasks.services import carrying
from units.models import User
from units.requests import signed_in


def _plan(user: User, pk: int) -> Plan:
    plan = get_object_or_404(Plan.objects.visible_to(user).select_related("organisation"), pk=pk)
    require(may_run_plans_of(user, plan.organisation))
    return plan


@require_safe
def standing_matches(request: HttpRequest, pk: int) -> HttpResponse:
    plan = _plan(signed_in(request), pk)
    said = matches.decided(plan)
    context = {
        "plan": plan,
        "proposals": matches.proposals(plan),
        "carried": [each for each in said if each.carrying.same],
        "refused": [each for each in said if not each.carrying.same],
    }
    return render(request, "standing/matches.html", context)


@require_safe
def standing_hint(request: HttpRequest, pk: int) -> HttpResponse:
    """For the page of the plan: how much waits to be decided."""
    plan = _plan(signed_in(request), pk)
    return render(request, "standing/_hint.html", {"plan": plan, "count": len(matches.proposals(plan))})


@require_POST
def standing_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """``answer``: same, other (not the same), or forget (a word taken back)."""
    user = signed_in(request)
    plan = _plan(user, pk)
    task = get_object_or_404(plan.tasks, pk=_number(request, "task"))
    own = Task.objects.filter(plan__organisation=plan.organisation, plan__kind=Plan.Kind.STANDING)
    standing = get_object_or_404(own, pk=_number(request, "standing"))
    now = timezone.now()
    match request.POST.get("answer"):
        case "same":
            carrying.decide(standing=standing, task=task, same=True, actor=user, now=now)
            told = (
                "计划下发后由它承接，不再重复填报和提醒" if plan.is_draft else "由它承接，不再重复填报和提醒"
            )
            say(request, f"已确认是同一件事：{told}。")
        case "other":
            carrying.decide(standing=standing, task=task, same=False, actor=user, now=now)
            say(request, "已记下不是同一件事，两边各自办理。")
        case _:
            said = get_object_or_404(Carrying, standing=standing, task=task)
            carrying.forget(carrying=said, actor=user, now=now)
            say(request, "已撤销，常设事项恢复自己的填报和提醒。" if said.same else "已撤销。")
    return redirect("standing-matches", pk)


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 19 else 0
