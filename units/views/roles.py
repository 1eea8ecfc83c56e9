"""Appointments: a role is given, its days are changed, somebody stands in, it ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.decisions import Refusal, require
from common.http import back, say
from units import accounts
from units.audit import by
from units.forms.people import DeputyForm, RoleForm, SpanForm
from units.models import Membership
from units.permissions import may_appoint, may_change_role, may_name_deputy
from units.requests import signed_in
from units.views.unit_acts import sentence
from units.visibility import visible_memberships


@require_POST
def role_give(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    require(may_appoint(user))
    form = RoleForm(request.POST, by=user)
    if not form.is_valid():
        raise Refusal(sentence(form))
    chosen = form.cleaned_data
    require(may_change_role(user, chosen["user"], chosen["unit"], chosen["role"]))
    membership = accounts.give_role(**chosen, by=by(request))
    say(request, f"{membership.user}已任“{membership}”。")
    return back(request, "person-list")


@require_http_methods(["GET", "HEAD", "POST"])
def role_span(request: HttpRequest, pk: int) -> HttpResponse:
    """From when until when the role holds."""
    user = signed_in(request)
    membership = _fetch(request, pk)
    require(may_change_role(user, membership.user, membership.unit, membership.role))
    initial = {"starts_on": membership.starts_on, "ends_on": membership.ends_on}
    form = SpanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        accounts.change_span(membership=membership, **form.cleaned_data, by=by(request))
        say(request, f"{membership.user}的“{membership}”任期已保存。")
        return redirect("person-detail", membership.user_id)
    return _form(request, membership, form, title="修改任期")


@require_http_methods(["GET", "HEAD", "POST"])
def role_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody stands in for the holder of the role."""
    user = signed_in(request)
    membership = _fetch(request, pk)
    require(may_name_deputy(user, membership))
    form = DeputyForm(request.POST or None, of=membership, by=user)
    if request.method == "POST" and form.is_valid():
        deputy = accounts.name_deputy(of=membership, **form.cleaned_data, by=by(request))
        say(request, f"{deputy.user}已任“{deputy}”，到 {deputy.ends_on} 为止。")
        return redirect("person-detail", membership.user_id)
    return _form(request, membership, form, title="安排代理")


@require_POST
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    membership = _fetch(request, pk)
    require(may_change_role(user, membership.user, membership.unit, membership.role))
    accounts.end_role(membership=membership, on=timezone.localdate(), by=by(request))
    say(request, f"{membership.user}的“{membership}”已结束。")
    return back(request, "person-list")


def _fetch(request: HttpRequest, pk: int) -> Membership:
    found = visible_memberships(signed_in(request)).select_related("user", "unit__organisation", "acting_for")
    return get_object_or_404(found, pk=pk)


def _form(request: HttpRequest, membership: Membership, form: forms.Form, **context: Any) -> HttpResponse:
    context |= {"membership": membership, "form": form}
    return render(request, "units/role_form.html", context, status=422 if form.errors else 200)
