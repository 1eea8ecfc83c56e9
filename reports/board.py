"""The leader's board as one value: figures, lines by unit and chapter, the year's curve, what is urgent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports import queries
from reports.addresses import Addresses
from reports.census import census, left_from_before
from reports.choice import Choice
from reports.curve import Curve, cumulate, draw
from reports.figures import Tally
from reports.items import Item, items_of
from reports.lines import Block, Line, chapter_blocks, plan_lines, unit_lines
from tasks.status import Board

# With more plans than this the board shows plans, and a plan's own board its chapters.
MOST_PLANS_IN_CHAPTERS = 3
# More units or plans than this are shown on request.
MOST_LINES = 12
# As many rows as stand beside the units' bars.
MOST_ITEMS = 8


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows; ``left`` is what earlier years have left open, by year, newest first."""

    total: Tally
    tasks: int
    units: Sequence[Line]
    by_chapter: bool
    blocks: Sequence[Block]
    # How many units and plans are not shown.
    hidden: int
    curve: Curve | None
    items: Sequence[Item]
    left: Sequence[tuple[int, Tally]]
    # Overdue periods for which more time has been asked.
    asked: int

    @property
    def overdue_note(self) -> str:
        """Beside 逾期未完成: what of it waits for a decision, and what is missing besides."""
        asked = f"其中 {self.asked} 项已申请延期" if self.asked else ""
        missing = f"另有期满未报 {self.total.missing}" if self.total.missing else ""
        return "，".join(filter(None, (asked, missing)))


def overview(choice: Choice, board: Board, *, everything: bool = False) -> Overview:
    """A constant number of queries, whatever the ledger holds."""
    to, limit = Addresses(choice), None if everything else MOST_LINES
    obligations = queries.counted(choice)
    by_chapter = len(choice.plans) <= MOST_PLANS_IN_CHAPTERS
    counts = census(obligations, board, headings=by_chapter, organisations=choice.spans_organisations)
    units = unit_lines(choice, to, counts.units, limit)
    if by_chapter:
        blocks = chapter_blocks(choice, to, counts.parts)
    else:
        blocks = plan_lines(choice, to, counts.parts, limit)
    plans_hidden = 0 if by_chapter else len(counts.parts) - len(blocks[0].lines)
    return Overview(
        total=counts.total,
        tasks=counts.tasks,
        units=units,
        by_chapter=by_chapter,
        blocks=blocks,
        hidden=len(counts.units) - len(units) + plans_hidden,
        curve=draw(cumulate(counts.due, counts.done, board.today), board.today),
        items=items_of(queries.most_urgent(obligations, board, MOST_ITEMS), obligations, board),
        left=_left(choice, board),
        asked=queries.asked_for_more_time(obligations, board) if counts.total.overdue else 0,
    )


def _left(choice: Choice, board: Board) -> list[tuple[int, Tally]]:
    """Not asked for one plan or one unit: the line speaks of all that the person sees."""
    if choice.on or choice.plan or choice.unit or choice.organisation or choice.chapter:
        return []
    return sorted(left_from_before(choice, board).items(), reverse=True)
