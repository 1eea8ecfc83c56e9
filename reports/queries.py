"""The figures in SQL: which obligations count, how each of them stands, the periods behind a figure.

Numbers (reports.census) and lists use the same obligations and the same weights; words: reports.figures.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, IntegerField, Max, Min, Q, QuerySet, When

from reports.choice import Choice
from reports.figures import SOON_DAYS, STAGES_BY_WEIGHT, STAGES_OF, Figure, Stage
from tasks.deadlines import DeadlineKind
from tasks.models import Obligation
from tasks.status import Board
from tasks.workflow import State

# {"period": id, "due": date, "stage": weight}
PeriodRows = QuerySet[Any, Any]

OPEN = Q(state__in=(State.PENDING, State.SUBMITTED, State.RETURNED))
LONG_TERM = Q(task__deadline_kind=DeadlineKind.LONG_TERM)
# Of a long-term task a period wants a report, of others the end of the work.
HANDED_IN = Q(state=State.SUBMITTED) | LONG_TERM & Q(state=State.PENDING, reported_on__isnull=False)

# The weight of an obligation's stage: a period stands where its heaviest obligation does.
WEIGHTS: dict[Stage, int] = {stage: weight for weight, stage in enumerate(STAGES_BY_WEIGHT)}


def weight(board: Board) -> Case:
    """The stage of one counted obligation as a number.

    Each line leaves less to the next, so that a row is compared few times.  Overdue are those with a red
    light, missing those with an amber one after the end of their period (tasks.lights; the tests hold both).
    """
    red_until = board.today - dt.timedelta(days=board.thresholds.red_days)
    return Case(
        When(state=State.ACCEPTED, then=WEIGHTS[Stage.DONE]),
        When(HANDED_IN | Q(due_on__gt=_soon_until(board)), then=WEIGHTS[Stage.RUNNING]),
        When(LONG_TERM & Q(due_on__lt=board.today), then=WEIGHTS[Stage.MISSING]),
        When(due_on__lte=red_until, then=WEIGHTS[Stage.OVERDUE]),
        default=WEIGHTS[Stage.SOON],
        output_field=IntegerField(),
    )


def _soon_until(board: Board) -> dt.date:
    return board.today + dt.timedelta(days=SOON_DAYS)


def deciding(obligations: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Those that decide their period; not waived, not of a task that was taken out."""
    return obligations.filter(decides=True, task__withdrawn_at__isnull=True).exclude(state=State.WAIVED)


def counted(choice: Choice) -> QuerySet[Obligation]:
    """The obligations that decide their period, visible and chosen; not waived, not withdrawn."""
    found = deciding(Obligation.objects.visible_to(choice.user)).filter(
        Q(plan__in=choice.annual)
        | Q(plan__in=choice.standing, due_on__range=(choice.first_day, choice.last_day))
    )
    if choice.unit:
        found = found.filter(unit=choice.unit)
    if choice.organisation:
        found = found.filter(unit__organisation=choice.organisation)
    if choice.chapter:
        found = found.filter(task__requirement__in=choice.chapter_ids)
    if choice.headless:
        found = found.filter(task__requirement__isnull=True)
    return found


def rows_of(figure: Figure, obligations: QuerySet[Obligation], board: Board) -> PeriodRows:
    """The periods that a figure counts, the earliest due first: each with its earliest day and its weight."""
    rows: PeriodRows = (
        obligations.order_by().values("period").annotate(due=Min("due_on"), stage=Max(weight(board)))
    )
    if figure is Figure.DUE:
        rows = rows.filter(due__lte=board.today)
    elif STAGES_OF[figure] != frozenset(Stage):
        rows = rows.filter(stage__in=sorted(WEIGHTS[stage] for stage in STAGES_OF[figure]))
    return rows.order_by("due", "period")


def most_urgent(obligations: QuerySet[Obligation], board: Board, limit: int) -> list[int]:
    """Ids of the first periods of the figure ATTENTION, the longest overdue first.

    The same periods as its list, found by index: each holds an obligation that nobody has handed in.
    """
    waiting = obligations.filter(
        ~HANDED_IN, state__in=(State.PENDING, State.RETURNED), due_on__lte=_soon_until(board)
    )
    rows = waiting.order_by().values("period").annotate(due=Min("due_on")).order_by("due", "period")
    return [row["period"] for row in rows[:limit]]
