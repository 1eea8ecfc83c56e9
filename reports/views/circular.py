"""通报: the board's figures as a text to copy."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import queries
from reports.addresses import Addresses
from reports.census import census
from reports.choice import Choice
from reports.figures import Figure
from reports.items import Item, items_of
from reports.papers.circular import Share, circular
from reports.papers.facts import Entry, Late
from reports.views.chosen import chosen
from tasks.status import Board
from units.models import Unit

# Of a very long list of overdue items the text names so many.
_MOST_LATE = 60


@require_safe
def circular_page(request: HttpRequest) -> HttpResponse:
    choice, board = chosen(request)
    context = {"choice": choice, "text": _text(choice, board), "back": Addresses(choice).board()}
    return render(request, "reports/circular.html", context)


def _text(choice: Choice, board: Board) -> str:
    obligations = queries.counted(choice)
    counts = census(obligations, board, headings=False, organisations=choice.spans_organisations)
    order = list(
        Unit.objects.filter(pk__in=[pk for pk, _ in counts.units]).order_by("path", "position", "pk")
    )
    tallies = {pk: tally for (pk, _), tally in counts.units.items()}
    rows = queries.rows_of(Figure.OVERDUE, obligations, board)[:_MOST_LATE]
    late = items_of([row["period"] for row in rows], obligations, board)
    return circular(
        _subject(choice),
        board.today,
        counts.tasks,
        counts.total,
        [Share(unit.name, tallies[unit.pk]) for unit in order],
        [_late(item) for item in late],
    )


def _subject(choice: Choice) -> str:
    if choice.plan:
        return f"《{choice.plan.title}》"
    where = choice.unit or choice.organisation
    return f"{where or ''}{choice.year}年政务公开工作"


def _late(item: Item) -> Late:
    first = item.period.first_due_on
    return Late(
        lead=Entry(item.task.number, item.task.text, "", "").lead,
        units=item.units,
        days=-item.days,
        postponed_from=first if first != item.due_on else None,
    )
