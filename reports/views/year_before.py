"""The figures of the same day a year before, below its board: told from the history, so asked after it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.decisions import Forbidden, Refusal
from reports import queries
from reports.addresses import Addresses
from reports.census import census
from reports.figures import Figure
from reports.views.chosen import chosen


@require_safe
def year_before(request: HttpRequest) -> HttpResponse:
    """``year`` and ``on`` of the address are those of the year before; a reason where it cannot be told."""
    try:
        choice, board = chosen(request)
    except Forbidden:
        raise
    except Refusal as refusal:
        return render(request, "reports/_year_before.html", {"reason": refusal.reason})
    to = Addresses(choice)
    context = {
        "day": board.today,
        "total": census(queries.counted(choice), board, headings=False).total,
        "board": to.board(),
        "addresses": {str(figure): to.list(figure) for figure in Figure},
    }
    return render(request, "reports/_year_before.html", context)
