"""Texts and papers of all that a person sees of a year: 通报, and material for the yearly report."""

from __future__ import annotations

from reports import queries
from reports.census import census
from reports.choice import Choice
from reports.figures import Figure
from reports.items import Item, items_of
from reports.papers.annual import annual_material
from reports.papers.blocks import Paper
from reports.papers.circular import Share, circular
from reports.papers.facts import Entry, Late
from reports.papers.reading import read_facts
from tasks.status import Board
from units.models import Unit
from units.permissions import scope_of

# Of a very long list of overdue items the text names so many.
_MOST_LATE = 60


def annual_paper(choice: Choice, board: Board) -> Paper:
    """The first chapter of the yearly report, of all plans of the choice."""
    entries = [entry for plan in choice.plans for entry in read_facts(plan, choice.user, board).entries]
    return annual_material(choice.year, scope_of(choice.user).organisation_name, entries)


def circular_text(choice: Choice, board: Board) -> str:
    """How the choice stands, to be copied into a notice."""
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
