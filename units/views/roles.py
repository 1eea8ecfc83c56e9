"""Appointments: a role is given, a role ends."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.decisions import Refusal, require
from common.http import back, say
from units import accounts
from units.audit import by
from units.forms.people import RoleForm
from units.permissions import may_appoint, may_change_role
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


@require_POST
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    membership = get_object_or_404(visible_memberships(user).select_related("user", "unit"), pk=pk)
    require(may_change_role(user, membership.user, membership.unit, membership.role))
    accounts.end_role(membership=membership, on=timezone.localdate(), by=by(request))
    say(request, f"{membership.user}的“{membership}”已结束。")
    return back(request, "person-list")
