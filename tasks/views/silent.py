"""谁还没报: periods × units, a reminder by hand, and a text to paste into a chat group."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.pagination import paginate
from tasks import silence
from tasks.lights import legend
from tasks.status import Board
from units.permissions import scope_of
from units.requests import signed_in

ROWS_A_PAGE = 200


@require_safe
def silent(request: HttpRequest) -> HttpResponse:
    """As a list, or with ``view=grid`` as a table; ``unit``, ``plan``, ``task`` and ``due=past`` choose."""
    user = signed_in(request)
    board, scope = Board.now(), scope_of(user)
    found = silence.missing(user, board)
    chosen = _chosen(request)
    past = request.GET.get("due") == "past"
    shown = found.filter(**chosen)
    if past:
        shown = shown.filter(due_on__lt=board.today)
    page = paginate(request, shown, ROWS_A_PAGE)
    lines = silence.lines(user, page.object_list, board)
    as_grid = request.GET.get("view") == "grid"
    units = silence.columns(lines) if as_grid else []
    context = {
        "page": page,
        "lines": lines,
        "as_grid": as_grid,
        "units": units,
        "grid": silence.grid(lines, units),
        "tally": silence.by_unit(found),
        "plans": silence.by_plan(found),
        "chosen": chosen,
        "past": past,
        "text": silence.chat_text(lines, board),
        "horizon": silence.horizon(board),
        "board": board,
        "legend": legend(board.thresholds),
        "is_office": scope.is_office,
        "own_units": scope.units,
    }
    return render(request, "tasks/silent.html", context)


def _chosen(request: HttpRequest) -> dict[str, int]:
    """The filters of the address; what is no number is not asked."""
    names = ("unit", "plan", "task")
    return {name: int(value) for name in names if (value := request.GET.get(name, "")).isdecimal()}
