"""The leader's board, and the list behind each of its figures."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.pagination import paginate
from reports import queries
from reports.addresses import Addresses
from reports.board import overview
from reports.choice import Choice
from reports.figures import DEFINITIONS, FIGURE_LABELS, Figure
from reports.items import items_of
from reports.views.chosen import chosen
from reports.watched import watched
from tasks.lights import legend

# Further pages on the same choice.
_PAGES = ("circular", "details", "wall", "svg", "png")


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    choice, board = chosen(request)
    to = Addresses(choice)
    context = {
        "choice": choice,
        "board": board,
        "overview": overview(choice, board, everything="all" in request.GET),
        "addresses": {str(figure): to.list(figure) for figure in Figure},
        "pages": {name: to.page(f"dashboard-{name}") for name in _PAGES} | {"before": _before(choice)},
        "watched": watched(choice.user, board),
        "definitions": DEFINITIONS,
        "legend": legend(board.thresholds),
    }
    return render(request, "reports/dashboard.html", context)


@require_safe
def dashboard_list(request: HttpRequest) -> HttpResponse:
    """The periods that one figure counts: as many rows as the figure says."""
    figure = _figure(request)
    choice, board = chosen(request)
    to, obligations = Addresses(choice), queries.counted(choice)
    page = paginate(request, queries.rows_of(figure, obligations, board, choice.month))
    context = {
        "choice": choice,
        "board": board,
        "figure": figure,
        "label": FIGURE_LABELS[figure],
        "tabs": [(FIGURE_LABELS[each], to.list(each), each is figure) for each in Figure],
        "page": page,
        "items": items_of([row["period"] for row in page.object_list], obligations, board, words=True),
        "where": _where(choice),
        "back": to.board(),
        "legend": legend(board.thresholds),
    }
    return render(request, "reports/dashboard_list.html", context)


def _before(choice: Choice) -> str:
    """Where the figures of the same day a year before are told; nothing where there are none."""
    if choice.year_before is None:
        return ""
    then = replace(choice, year=choice.year_before.year, on=choice.year_before)
    return Addresses(then).page("dashboard-year-before")


def _figure(request: HttpRequest) -> Figure:
    try:
        return Figure(request.GET.get("figure", Figure.TOTAL))
    except ValueError as error:
        raise Http404("没有这个指标。") from error


def _where(choice: Choice) -> list[str]:
    """The choice in words."""
    words = [choice.plan.title if choice.plan else f"{choice.year} 年"]
    words += [str(chosen) for chosen in (choice.organisation, choice.unit, choice.chapter) if chosen]
    return [*words, "无标题"] if choice.headless else words
