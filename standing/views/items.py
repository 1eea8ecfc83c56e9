"""常设事项: the law's recurring items of an organisation, switched on, changed and switched off."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.decisions import Denied, require
from common.http import say
from standing import services as changing
from standing.catalogue import entries
from standing.forms import EventForm, ItemForm, SwitchOnForm, initial_of
from tasks.holders import Holders
from tasks.models import Plan, StandingItem
from tasks.permissions import may_run_plans_of
from tasks.rounds import follows_events
from tasks.services import standing
from tasks.status import Board
from units.models import Unit, User
from units.permissions import scope_of
from units.requests import signed_in


@require_safe
def standing_list(request: HttpRequest) -> HttpResponse:
    """``office`` chooses one of several organisations."""
    user = signed_in(request)
    offices = list(Unit.objects.filter(pk__in=scope_of(user).offices).order_by("path"))
    if not offices:
        require(Denied("常设事项由公开办人员启用和维护。"))
    asked = request.GET.get("office", "")
    office = next((each for each in offices if str(each.pk) == asked), offices[0])
    return render(request, "standing/list.html", _context(office) | {"offices": offices})


def _context(office: Unit, data: Any = None) -> dict[str, Any]:
    board, holders = Board.now(), Holders.of(office)
    found = entries(office, board, holders)
    offered = [entry for entry in found if entry.preset and not entry.is_on]
    form = SwitchOnForm(data, offered=offered, holders=holders)
    return {
        "office": office,
        "plan": standing.plan_of(office),
        "on": [entry for entry in found if entry.is_on],
        "own_off": [entry for entry in found if not entry.preset and not entry.is_on],
        "form": form,
    }


@require_POST
def standing_on(request: HttpRequest, pk: int) -> HttpResponse:
    """The boxes that were ticked."""
    user = signed_in(request)
    office = get_object_or_404(Unit.objects.filter(pk__in=scope_of(user).organisations), pk=pk)
    require(may_run_plans_of(user, office))
    context = _context(office, request.POST)
    form = context["form"]
    if not form.is_valid():
        return render(request, "standing/list.html", context | {"offices": [office]}, status=422)
    now = timezone.now()
    made = standing.switch_on(
        organisation=office, actor=user, now=now, items=form.items(timezone.localdate(now))
    )
    say(request, f"已启用 {len(made)} 项：期次每年自动开启，到期前按首次提醒天数提醒。")
    return redirect(f"{reverse('standing-list')}?office={office.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def standing_add(request: HttpRequest, pk: int) -> HttpResponse:
    """An item of the organisation's own."""
    user = signed_in(request)
    office = get_object_or_404(Unit.objects.filter(pk__in=scope_of(user).organisations), pk=pk)
    require(may_run_plans_of(user, office))
    now = timezone.now()
    form = ItemForm(request.POST or None, offered=Holders.of(office), since=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        standing.switch_on(organisation=office, actor=user, now=now, items=[form.new()])
        say(request, "已新增并启用。")
        return redirect(f"{reverse('standing-list')}?office={office.pk}")
    context = {"office": office, "form": form}
    return render(request, "standing/item.html", context, status=422 if form.errors else 200)


def _item(user: User, pk: int) -> StandingItem:
    found = StandingItem.objects.filter(task__plan__in=Plan.objects.visible_to(user))
    item = get_object_or_404(found.select_related("task__plan__organisation", "task__requirement"), pk=pk)
    require(may_run_plans_of(user, item.task.plan.organisation))
    return item


@require_http_methods(["GET", "HEAD", "POST"])
def standing_item(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    item = _item(user, pk)
    office = item.task.plan.organisation
    today = timezone.localdate()
    form = ItemForm(
        request.POST or None,
        initial=initial_of(item, today),
        offered=Holders.of(office),
        since=changing.since_of(item),
    )
    seen = changing.seen_of(item)
    if request.method == "POST" and form.is_valid():
        shown = {name: request.POST.get(f"seen-{name}", "").replace("\r\n", "\n") for name in seen}
        changing.change(item=item, actor=user, now=timezone.now(), wanted=form.wanted(item), seen=shown)
        say(request, "已保存，还没有到期的期次和提醒随之调整。")
        return redirect(f"{reverse('standing-list')}?office={office.pk}")
    context = {
        "office": office,
        "item": item,
        "form": form,
        "seen": seen,
        "event": EventForm() if follows_events(item.task.deadline) else None,
    }
    return render(request, "standing/item.html", context, status=422 if form.errors else 200)


@require_POST
def standing_off(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    item = _item(user, pk)
    standing.switch_off(item=item, actor=user, now=timezone.now())
    say(request, f"“{item.task}”已停用：不再开启新的期次，已经填报的照常办结。")
    return redirect(f"{reverse('standing-list')}?office={item.organisation_id}")


@require_POST
def standing_back(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    item = _item(user, pk)
    standing.switch_back_on(item=item, actor=user, now=timezone.now())
    say(request, f"“{item.task}”已重新启用，从今天起算。")
    return redirect(f"{reverse('standing-list')}?office={item.organisation_id}")


@require_POST
def standing_event(request: HttpRequest, pk: int) -> HttpResponse:
    """The day of an event opens a round."""
    user = signed_in(request)
    item = _item(user, pk)
    form = EventForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["event_on"]
        period = standing.open_round(item=item, actor=user, now=timezone.now(), event_on=day)
        say(request, f"已开启：{period.label}，{period.due_on:%Y-%m-%d} 到期。")
        return redirect("task-detail", item.task_id)
    context = {
        "office": item.organisation,
        "item": item,
        "form": ItemForm(
            initial=initial_of(item, timezone.localdate()),
            offered=Holders.of(item.organisation),
            since=changing.since_of(item),
        ),
        "seen": changing.seen_of(item),
        "event": form,
    }
    return render(request, "standing/item.html", context, status=422)
