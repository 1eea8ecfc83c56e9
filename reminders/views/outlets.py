"""Ways out: the administrator sets them up, every person chooses among those of the own organisation."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.decisions import require
from common.http import say
from reminders.channels.base import Answer, Result
from reminders.channels.events import EventsChannel
from reminders.channels.registry import OUTLETS
from reminders.clock import database_now
from reminders.forms.outlets import EventsForm, OutletForm
from reminders.models import Delivery, Outlet
from reminders.permissions import TROUBLED, may_keep_outlets
from reminders.services import outlets, sending
from units.audit import by
from units.requests import signed_in

# So many pushes are listed beside their subscription.
LATEST = 20


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """All robots and gateways, and the hosts to which anything may go."""
    user = signed_in(request)
    require(may_keep_outlets(user))
    rows = Outlet.objects.visible_to(user).select_related("organisation").prefetch_related("choices")
    context = {
        "rows": [(row, OUTLETS[row.kind].label, _takers(row)) for row in rows if row.kind in OUTLETS],
        "events": EventsChannel.name,
        "hosts": settings.CHANNEL_HOSTS,
    }
    return render(request, "reminders/outlet_list.html", context)


def _takers(outlet: Outlet) -> int:
    return sum(choice.is_on for choice in outlet.choices.all())


@require_http_methods(["GET", "POST"])
def outlet_add(request: HttpRequest) -> HttpResponse:
    """A robot or gateway; with ``kind=events`` in the address a subscription of acts."""
    user = signed_in(request)
    require(may_keep_outlets(user))
    pushes = request.GET.get("kind") == EventsChannel.name
    form = (EventsForm if pushes else OutletForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = {"kind": EventsChannel.name, **form.cleaned_data}
        made = outlets.add_outlet(actor=user, by=by(request), **asked)
        then = "看对方是否收到；本机关的办理从现在起推送" if pushes else "收到后再请大家选用"
        say(request, f"“{made}”已建立。请先点“测试”，{then}。")
        return redirect("outlet-list")
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def outlet_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    require(may_keep_outlets(user))
    outlet = get_object_or_404(Outlet.objects.visible_to(user), pk=pk)
    shown = {"name": outlet.name, "is_on": outlet.is_on, "acts": outlet.acts}
    pushes = outlet.kind == EventsChannel.name
    form = (EventsForm if pushes else OutletForm)(request.POST or None, outlet=outlet, initial=shown)
    if request.method == "POST" and form.is_valid():
        outlets.change_outlet(
            actor=user, outlet=outlet, now=database_now(), by=by(request), **form.cleaned_data
        )
        say(request, f"“{outlet}”已保存。")
        return redirect("outlet-list")
    return _form(request, form, outlet)


def _form(request: HttpRequest, form: OutletForm, outlet: Outlet | None) -> HttpResponse:
    pushed = Delivery.objects.filter(push__outlet=outlet).select_related("push__event")
    context = {
        "form": form,
        "outlet": outlet,
        "pushes": isinstance(form, EventsForm),
        "pushed": pushed.order_by("-pk")[:LATEST] if outlet else [],
        "troubled": pushed.filter(state__in=TROUBLED).count() if outlet else 0,
        "kinds": [each for each in OUTLETS.values() if each is not EventsChannel],
        "hosts": settings.CHANNEL_HOSTS,
    }
    return render(request, "reminders/outlet_form.html", context, status=422 if form.errors else 200)


@require_POST
def outlet_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    require(may_keep_outlets(user))
    outlet = get_object_or_404(Outlet.objects.visible_to(user), pk=pk)
    outlets.remove_outlet(actor=user, outlet=outlet, by=by(request))
    say(request, f"“{outlet}”已删除，选用它的人不再由它收到提醒。")
    return redirect("outlet-list")


@require_POST
def outlet_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that a subscription did not get, once more."""
    user = signed_in(request)
    require(may_keep_outlets(user))
    outlet = get_object_or_404(Outlet.objects.visible_to(user), pk=pk)
    number = sending.push_again(actor=user, outlet=outlet, now=database_now(), by=by(request))
    say(request, f"{number} 件已排入下一轮推送，仍按原来的编号和内容。")
    return redirect("outlet-edit", outlet.pk)


@require_POST
def outlet_test(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    require(may_keep_outlets(user))
    outlet = get_object_or_404(Outlet.objects.visible_to(user), pk=pk)
    answer = outlets.test_outlet(actor=user, outlet=outlet, now=timezone.now(), by=by(request))
    tell(request, str(outlet), answer)
    return redirect("outlet-list")


def tell(request: HttpRequest, name: str, answer: Answer) -> None:
    """What came of a test, in the other side's words where it failed."""
    if answer.result is Result.ACCEPTED:
        messages.success(request, f"“{name}”已接收测试消息，请到那里看一眼是否收到。")
    else:
        messages.error(request, f"“{name}”没有接收测试消息：{answer.words}")
