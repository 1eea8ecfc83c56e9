"""Collectives such as 各科室: their names and members."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from common.decisions import require
from common.http import say
from units import services
from units.audit import by
from units.forms.groups import GroupForm
from units.models import UnitGroup
from units.permissions import may_keep_units
from units.requests import signed_in
from units.visibility import visible_groups, visible_units


@require_http_methods(["GET", "POST"])
def group_add(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    units = visible_units(signed_in(request)).filter(kind="organisation")
    organisation = get_object_or_404(units, pk=organisation_pk)
    return _edit(request, UnitGroup(organisation=organisation))


@require_http_methods(["GET", "POST"])
def group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    groups = visible_groups(signed_in(request)).select_related("organisation")
    return _edit(request, get_object_or_404(groups, pk=pk))


def _edit(request: HttpRequest, group: UnitGroup) -> HttpResponse:
    require(may_keep_units(signed_in(request), group.organisation))
    before = group.name
    form = GroupForm(request.POST or None, instance=group)
    if request.method == "POST" and form.is_valid():
        name, members = form.cleaned_data["name"], form.cleaned_data["members"]
        chosen = {
            "name": name,
            "members": members,
            "spans": {unit.pk: form.span_of(unit) for unit in members},
        }
        if group.pk:
            services.change_group(group=group, **chosen, by=by(request))
        else:
            services.name_group(organisation=group.organisation, **chosen, by=by(request))
        say(request, f"“{name}”的成员已保存，从下一个期次起生效。")
        return redirect("unit-list")
    context = {"form": form, "group": group, "before": before}
    return render(request, "units/group_form.html", context, status=422 if form.errors else 200)
