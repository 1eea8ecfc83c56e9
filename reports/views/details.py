"""The board's second page: in time and late, kinds of deadline, months, rounds, what is overdue and why."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import queries
from reports.addresses import Addresses
from reports.breakdown import breakdown
from reports.figures import DEFINITIONS, Figure
from reports.items import Item, items_of
from reports.views.chosen import chosen
from tasks.models import Extension, Obligation
from tasks.status import Board

# As many rows as a sheet of paper takes; the list behind the figure holds all.
_MOST = 40


@require_safe
def board_details(request: HttpRequest) -> HttpResponse:
    choice, board = chosen(request)
    to, obligations = Addresses(choice), queries.counted(choice)
    late = _items(Figure.OVERDUE, obligations, board)
    asked = _extensions(late)
    context = {
        "choice": choice,
        "board": board,
        "found": breakdown(obligations, board, to),
        "late": [(item, [asked[o.pk] for o in item.obligations if o.pk in asked]) for item in late],
        "soon": _items(Figure.SOON, obligations, board),
        "late_href": to.list(Figure.OVERDUE),
        "soon_href": to.list(Figure.SOON),
        "late_done_href": to.list(Figure.LATE),
        "back": to.board(),
        "definitions": DEFINITIONS,
    }
    return render(request, "reports/board_details.html", context)


def _items(figure: Figure, obligations: QuerySet[Obligation], board: Board) -> list[Item]:
    rows = queries.rows_of(figure, obligations, board)[:_MOST]
    return items_of([row["period"] for row in rows], obligations, board, words=True)


def _extensions(items: list[Item]) -> dict[int, Extension]:
    """The last request of each obligation."""
    owed = [each.pk for item in items for each in item.obligations]
    found = Extension.objects.filter(obligation__in=owed).order_by("asked_at", "pk")
    return {each.obligation_id: each for each in found}
