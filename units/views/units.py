"""The directory of units: the tree, one unit, a new one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.decisions import require
from common.http import say
from common.pagination import paginate
from common.text import squeeze
from units.audit import by
from units.forms.units import AliasForm, MoveForm, RenameForm, UnitForm
from units.models import Membership, Unit, UnitGroupMember
from units.permissions import may_keep_units, may_read_units
from units.requests import signed_in
from units.services import create_unit
from units.tree import Branch, in_order
from units.visibility import keepable_organisations, visible_groups, visible_memberships, visible_units

PAGE_SIZE = 100


@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    """The tree of the units in reach and the collectives; one page holds a hundred units."""
    user = signed_in(request)
    require(may_read_units(user))
    query, retired = squeeze(request.GET.get("q", "")), request.GET.get("retired") == "1"
    units = visible_units(user) if retired else visible_units(user).in_use()
    if query:
        units = units.filter(Q(name__icontains=query) | Q(aliases__name__icontains=query)).distinct()
    page = paginate(request, in_order(units), PAGE_SIZE)
    _add_names(page.object_list)
    today = timezone.localdate()
    present = UnitGroupMember.objects.exclude(ends_on__lt=today).select_related("unit")
    members = Prefetch("memberships", present)
    groups = visible_groups(user).select_related("organisation").prefetch_related(members)
    context = {
        "page": page,
        "groups": groups.order_by("organisation__path", "name"),
        "organisations": keepable_organisations(user),
        "query": query,
        "retired": retired,
    }
    return render(request, "units/unit_list.html", context)


def _add_names(branches: Iterable[Branch]) -> None:
    """Aliases and present heads of the units on this page, two queries for all of them."""
    heads = Membership.objects.current(timezone.localdate()).filter(role=Membership.Role.HEAD)
    prefetch_related_objects(
        [branch.unit for branch in branches],
        "aliases",
        Prefetch("memberships", heads.select_related("user"), to_attr="heads"),
    )


@require_safe
def unit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: its names, what lies below it, who holds which role, and the acts on it."""
    user = signed_in(request)
    require(may_read_units(user))
    known = visible_units(user).select_related("organisation", "parent", "successor")
    unit = get_object_or_404(known, pk=pk)
    roles = visible_memberships(user).current(timezone.localdate()).filter(unit=unit).select_related("user")
    below = visible_units(user).filter(parent=unit)
    in_use = below.in_use().order_by("position", "pk")
    context = {
        "unit": unit,
        "keep": may_keep_units(user, unit.organisation),
        "rename": RenameForm(instance=unit),
        "move": MoveForm(unit=unit, user=user),
        "alias_form": AliasForm(),
        "roles": roles.order_by("role", "user__name"),
        "below": in_use,
        "ended": below.exclude(pk__in=in_use.values("pk")).order_by("position", "pk"),
    }
    return render(request, "units/unit_detail.html", context)


@require_http_methods(["GET", "POST"])
def unit_add(request: HttpRequest) -> HttpResponse:
    """A new unit below ``parent``; only the administrator plants a new tree."""
    user = signed_in(request)
    require(may_read_units(user))
    form = UnitForm(request.POST or None, user=user, initial={"parent": request.GET.get("parent")})
    if request.method == "POST" and form.is_valid():
        parent: Unit | None = form.cleaned_data["parent"]
        require(may_keep_units(user, parent.organisation if parent else None))
        unit = create_unit(
            name=form.cleaned_data["name"], kind=form.cleaned_data["kind"], parent=parent, by=by(request)
        )
        say(request, f"已新建“{unit}”。")
        return redirect("unit-detail", unit.pk)
    return render(request, "units/unit_form.html", {"form": form}, status=422 if form.errors else 200)
