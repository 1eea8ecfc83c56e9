"""The leader's board as one value: figures, lines by unit and chapter, the year's curve, what is urgent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports import queries
from reports.choice import Choice
from reports.curve import Curve, cumulate, draw, month_of
from reports.figures import Tally
from reports.items import Item, items_of
from reports.lines import Block, Line, chapter_blocks, plan_lines, unit_lines
from tasks.status import Board

# With more plans than this the board shows plans, and a plan's own board its chapters.
MOST_PLANS_IN_CHAPTERS = 3
# More units than this are shown on request.
MOST_UNITS = 16
# As many rows as stand beside the units' bars.
MOST_ITEMS = 8


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows; ``left`` is what earlier years have left open, by year, newest first."""

    total: Tally
    tasks: int
    units: Sequence[Line]
    hidden_units: int
    by_chapter: bool
    blocks: Sequence[Block]
    curve: Curve | None
    items: Sequence[Item]
    left: Sequence[tuple[int, Tally]]


def overview(choice: Choice, board: Board, *, all_units: bool = False) -> Overview:
    """A constant number of queries, whatever the ledger holds."""
    by_chapter = len(choice.plans) <= MOST_PLANS_IN_CHAPTERS
    obligations = queries.counted(choice)
    counts = queries.count(obligations, board, headings=by_chapter)
    count_lines = queries.count_organisations if choice.spans_organisations else queries.count_units
    units = count_lines(obligations, board)
    shown = unit_lines(choice, units, None if all_units else MOST_UNITS)
    return Overview(
        total=counts.total,
        tasks=counts.tasks,
        units=shown,
        hidden_units=len(units) - len(shown),
        by_chapter=by_chapter,
        blocks=chapter_blocks(choice, counts.parts) if by_chapter else plan_lines(choice, counts.parts),
        curve=_curve(counts, board),
        items=items_of(queries.most_urgent(obligations, board, MOST_ITEMS), obligations, board),
        left=_left(choice, board),
    )


def _curve(counts: queries.Counts, board: Board) -> Curve | None:
    due = {month_of(text): number for text, number in counts.due.items()}
    done = {month_of(text): number for text, number in counts.done.items()}
    return draw(cumulate(due, done, board.today), board.today)


def _left(choice: Choice, board: Board) -> list[tuple[int, Tally]]:
    """Not asked for one plan or one unit: the line speaks of all that the person sees."""
    if choice.plan or choice.unit or choice.organisation or choice.chapter:
        return []
    return sorted(queries.left_from_before(choice, board).items(), reverse=True)
