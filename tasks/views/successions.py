"""Retiring a unit: what still stands open, who takes it over, and one yes to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.decisions import require
from common.http import say
from tasks.services import successions
from units.audit import by
from units.forms.units import indented
from units.models import Unit
from units.permissions import may_keep_units, scope_of
from units.requests import signed_in
from units.visibility import visible_units

SHOWN = 20


class SuccessorForm(forms.Form):
    successor = forms.ModelChoiceField(Unit.objects.none(), label="承接单位", required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ModelChoiceField)
        others = Unit.objects.in_use().filter(organisation=unit.organisation).exclude(pk=unit.pk)
        successor.queryset = others.exclude(kind=Unit.Kind.ORGANISATION)
        successor.choices = [("", "（没有，直接停用）"), *indented(successor.queryset)]


@require_http_methods(["GET", "HEAD", "POST"])
def unit_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """GET previews with ``successor`` from the address; POST does what the preview (``seen``) said."""
    user = signed_in(request)
    unit = get_object_or_404(visible_units(user).select_related("organisation", "parent"), pk=pk)
    require(may_keep_units(user, unit.organisation))
    form = SuccessorForm(request.POST if request.method == "POST" else request.GET or None, unit=unit)
    successor = form.cleaned_data["successor"] if form.is_valid() else None
    if request.method == "POST" and form.is_valid():
        successions.retire(
            unit=unit, successor=successor, by=by(request), now=timezone.now(), seen=request.POST.get("seen")
        )
        say(request, f"“{unit}”已{f'并入“{successor}”' if successor else '停用'}。")
        return redirect("unit-detail", pk)
    found = successions.succession_of(unit, successor, timezone.localdate())
    # Whoever only runs the system reads how many, not which.
    reads = scope_of(user).reads(unit)
    context = {"unit": unit, "form": form, "found": found, "shown": SHOWN if reads else 0, "reads": reads}
    return render(request, "tasks/unit_retire.html", context, status=422 if form.errors else 200)
