"""Acts on one unit: fetch and authorise, form, one call, answer."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from common.decisions import Refusal, require
from common.http import say
from units import services
from units.audit import by
from units.forms.units import AliasForm, MoveForm, RenameForm
from units.models import Unit, UnitAlias
from units.permissions import may_keep_units
from units.requests import signed_in
from units.visibility import visible_units


def fetch(request: HttpRequest, pk: int) -> Unit:
    """The unit, if this person may keep it; 404 for strangers to it, 403 for mere readers."""
    user = signed_in(request)
    unit = get_object_or_404(visible_units(user).select_related("organisation", "parent"), pk=pk)
    require(may_keep_units(user, unit.organisation))
    return unit


def sentence(form: forms.BaseForm) -> str:
    """The first thing wrong with a form, for acts whose form stands on another page."""
    return str(next(iter(form.errors.values()))[0])


@require_POST
def unit_rename(request: HttpRequest, pk: int) -> HttpResponse:
    unit = fetch(request, pk)
    form = RenameForm(request.POST, instance=Unit.objects.get(pk=pk))
    if not form.is_valid():
        raise Refusal(sentence(form))
    services.rename_unit(
        unit=unit, name=form.cleaned_data["name"], position=form.cleaned_data["position"], by=by(request)
    )
    say(request, "名称和顺序已保存。")
    return redirect("unit-detail", pk)


@require_POST
def unit_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Both places must be the person's to keep."""
    unit, user = fetch(request, pk), signed_in(request)
    form = MoveForm(request.POST, unit=unit, user=user)
    if not form.is_valid():
        raise Refusal(sentence(form))
    parent: Unit | None = form.cleaned_data["parent"]
    require(may_keep_units(user, parent.organisation if parent else None))
    services.move_unit(unit=unit, parent=parent, by=by(request))
    say(request, f"“{unit}”的上级已调整。")
    return redirect("unit-detail", pk)


@require_POST
def unit_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Up or down among its siblings, asked on the page of the unit above, whose keeper decides."""
    user = signed_in(request)
    in_use = visible_units(user).in_use().select_related("organisation", "parent__organisation")
    unit = get_object_or_404(in_use, pk=pk)
    parent = unit.parent
    require(may_keep_units(user, parent.organisation if parent else None))
    services.shift_unit(unit=unit, up=request.POST.get("way") == "up", by=by(request))
    return redirect("unit-detail", parent.pk if parent else pk)


@require_POST
def unit_restore(request: HttpRequest, pk: int) -> HttpResponse:
    unit = fetch(request, pk)
    services.restore_unit(unit=unit, by=by(request))
    say(request, f"“{unit}”已恢复使用。")
    return redirect("unit-detail", pk)


@require_POST
def alias_add(request: HttpRequest, pk: int) -> HttpResponse:
    unit = fetch(request, pk)
    form = AliasForm(request.POST)
    if not form.is_valid():
        raise Refusal(sentence(form))
    services.add_alias(unit=unit, name=form.cleaned_data["name"], by=by(request))
    say(request, "别名已添加，导入文件时会认得它。")
    return redirect("unit-detail", pk)


@require_POST
def alias_remove(request: HttpRequest, pk: int, alias_pk: int) -> HttpResponse:
    unit = fetch(request, pk)
    alias = get_object_or_404(UnitAlias, pk=alias_pk, unit=unit)
    services.forget_alias(alias=alias, by=by(request))
    say(request, f"别名“{alias.name}”已删除。")
    return redirect("unit-detail", pk)
