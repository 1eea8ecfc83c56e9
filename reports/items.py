"""Periods as rows of a list: the light, the task, who is still to act, and what was last said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from common.dates import long_date
from common.text import clip
from reports.past import PastBoard, end_of, restore
from tasks.lights import Light, worst
from tasks.models import Obligation, Period, ProgressReport, Task
from tasks.status import Board
from tasks.workflow import OPEN_STATES, STATE_LABELS, State

# Of a long list of units the first are named.
MOST_NAMES = 2
# A task's text beside a light: about two lines of the card.
TEXT_LENGTH = 34


@dataclass(frozen=True, slots=True)
class Item:
    """One period; ``obligations`` are the counted ones, those still open first."""

    task: Task
    period: Period
    light: Light
    lights: Sequence[tuple[Obligation, Light]]
    due_on: dt.date
    days: int

    @property
    def short(self) -> str:
        return clip(self.task.text, TEXT_LENGTH)

    @property
    def due_word(self) -> str:
        """The day, where the period's own words do not name it."""
        return "" if long_date(self.due_on) in self.period.label else f"{self.due_on:%Y-%m-%d}"

    @property
    def plan_title(self) -> str:
        return str(self.obligations[0].plan)

    @property
    def obligations(self) -> list[Obligation]:
        return [obligation for obligation, _ in self.lights]

    @property
    def open(self) -> list[Obligation]:
        return [each for each in self.obligations if each.state in OPEN_STATES]

    @property
    def units(self) -> str:
        """Who is still to act (of a finished period: who did), the first few by name."""
        named = self.open or self.obligations
        words = "、".join(str(each.unit) for each in named[:MOST_NAMES])
        return f"{words}等 {len(named)} 个单位" if len(named) > MOST_NAMES else words

    @property
    def word(self) -> str:
        """The light's word with its number of days, where those say more."""
        if self.light.word == "逾期":
            return f"逾期 {-self.days} 天"
        if self.light.word == "临期":
            return f"{self.days} 天" if self.days else "今天"
        if self.light.word in {"近期", "本期待报", "按期"}:
            return f"{self.due_on:%m-%d}"
        return self.light.word

    @property
    def said(self) -> list[tuple[str, str]]:
        """(unit and state, what it last said of problems or progress, or why it was returned)."""
        return [(f"{each.unit} {STATE_LABELS[State(each.state)]}", _said(each)) for each in self.obligations]


def _said(obligation: Obligation) -> str:
    if obligation.state == State.RETURNED:
        return clip(f"退回原因：{obligation.returned_reason}", 80)
    problems, progress = obligation.last_problems, obligation.last_progress  # type: ignore[attr-defined]
    if problems and obligation.state in OPEN_STATES:
        return clip(f"存在问题：{problems}", 80)
    return clip(progress or "", 80)


def items_of(
    periods: Sequence[int], obligations: QuerySet[Obligation], board: Board, *, words: bool = False
) -> list[Item]:
    """Periods by id, in their order, with these ``obligations``, on demand with their words.  One query."""
    rows = obligations.filter(period__in=periods).select_related("unit", "period", "task", "plan")
    rows = (_with_words(rows, board) if words else rows).order_by("due_on", "unit__position", "unit_id")
    found: dict[int, list[Obligation]] = {}
    for obligation in rows:
        if isinstance(board, PastBoard):
            restore(obligation)
        found.setdefault(obligation.period_id, []).append(obligation)
    return [_item(found[pk], board) for pk in periods if pk in found]


def _with_words(obligations: QuerySet[Obligation], board: Board) -> QuerySet[Obligation]:
    last = ProgressReport.objects.filter(obligation=OuterRef("pk")).order_by("-created_at", "-pk")
    if isinstance(board, PastBoard):
        last = last.filter(created_at__lt=end_of(board.today))
    return obligations.annotate(
        last_progress=Subquery(last.values("progress")[:1]),
        last_problems=Subquery(last.values("problems")[:1]),
    )


def _item(obligations: Sequence[Obligation], board: Board) -> Item:
    lights = [(obligation, board.light(obligation)) for obligation in obligations]
    lights.sort(key=lambda pair: pair[0].state not in OPEN_STATES)
    light = worst(light for _, light in lights)
    pending = [each for each, lit in lights if lit.colour == light.colour and each.state in OPEN_STATES]
    due = min(each.due_on for each in pending or obligations)
    first = obligations[0]
    return Item(first.task, first.period, light, lights, due, (due - board.today).days)
