"""年历 of an organisation: the year's days on one page, to print and hang up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from standing.wall import wall
from tasks.lights import legend
from tasks.models import Plan
from tasks.status import Board
from units.models import Unit
from units.permissions import scope_of
from units.requests import signed_in

YEARS_BACK, YEARS_AHEAD = 10, 3


@require_safe
def wall_calendar(request: HttpRequest) -> HttpResponse:
    """``year``, ``office`` (of the organisations whose plans the person sees) and ``unit`` as parameters."""
    user = signed_in(request)
    board = Board.now()
    visible = Plan.objects.visible_to(user).filter(state=Plan.State.ISSUED)
    offices = list(Unit.objects.filter(pk__in=visible.values("organisation")).order_by("path"))
    office = _chosen(request.GET.get("office", ""), offices, scope_of(user).organisations)
    units = list(Unit.objects.sections_of(office).order_by("position", "pk")) if office else []
    unit = next((each for each in units if str(each.pk) == request.GET.get("unit")), None)
    year = _year(request.GET.get("year", ""), board)
    context = {
        "year": year,
        "before": year - 1 if year > board.today.year - YEARS_BACK else None,
        "after": year + 1 if year < board.today.year + YEARS_AHEAD else None,
        "office": office,
        "offices": offices,
        "units": units,
        "unit": unit,
        "today": timezone.localdate(),
        "published": board.calendar.is_published(year),
        "legend": legend(board.thresholds),
        "wall": wall(
            visible.filter(organisation=office), year=year, unit=unit.pk if unit else None, board=board
        ),
    }
    return render(request, "standing/year.html", context)


def _chosen(asked: str, offices: list[Unit], own: frozenset[int]) -> Unit | None:
    """The one asked for, else the person's own, else the first."""
    named = [each for each in offices if str(each.pk) == asked]
    mine = [each for each in offices if each.pk in own]
    return next(iter([*named, *mine, *offices]), None)


def _year(asked: str, board: Board) -> int:
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else board.today.year
    return min(max(year, board.today.year - YEARS_BACK), board.today.year + YEARS_AHEAD)
