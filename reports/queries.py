"""The figures in SQL: which obligations count, how each of them stands, the periods behind a figure.

Numbers (reports.census) and lists use the same obligations and the same weights; words: reports.figures.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, F, IntegerField, Max, Min, Q, QuerySet, Value, When

from common.dates import month_end
from reports.choice import ONCE, Choice
from reports.figures import SOON_DAYS, STAGES_BY_WEIGHT, STAGES_OF, Figure, Stage
from reports.past import NOW, THEN, Names, PastBoard, as_of, names_of
from tasks.deadlines import DeadlineKind
from tasks.models import Extension, Obligation
from tasks.status import Board
from tasks.workflow import State

# {"period": id, "due": date, "stage": weight}
PeriodRows = QuerySet[Any, Any]

OPEN = Q(state__in=(State.PENDING, State.SUBMITTED, State.RETURNED))
LONG_TERM = Q(task__deadline_kind=DeadlineKind.LONG_TERM)

# The weight of an obligation's stage: a period stands where its heaviest obligation does.
WEIGHTS: dict[Stage, int] = {stage: weight for weight, stage in enumerate(STAGES_BY_WEIGHT)}


def handed_in(names: Names) -> Q:
    """Of a long-term task a period wants a report, of others the end of the work."""
    told = Q(**{names.state: State.PENDING, f"{names.reported_on}__isnull": False})
    return Q(**{names.state: State.SUBMITTED}) | LONG_TERM & told


def weight(board: Board) -> Case:
    """The stage of one counted obligation as a number.

    Each line leaves less to the next, so that a row is compared few times.  Overdue are those with a red
    light, missing those with an amber one after the end of their period (tasks.lights; the tests hold both).
    """
    names = names_of(board)
    due_on = names.due_on
    far = Q(**{f"{due_on}__gt": _soon_until(board)})
    return Case(
        When(Q(**{names.state: State.ACCEPTED}), then=WEIGHTS[Stage.DONE]),
        When(handed_in(names) | far, then=WEIGHTS[Stage.RUNNING]),
        When(LONG_TERM & Q(**{f"{due_on}__lt": board.today}), then=WEIGHTS[Stage.MISSING]),
        When(Q(**{f"{due_on}__lte": _red_until(board)}), then=WEIGHTS[Stage.OVERDUE]),
        default=WEIGHTS[Stage.SOON],
        output_field=IntegerField(),
    )


def _red_until(board: Board) -> dt.date:
    return board.today - dt.timedelta(days=board.thresholds.red_days)


def _soon_until(board: Board) -> dt.date:
    return board.today + dt.timedelta(days=SOON_DAYS)


def late(board: Board) -> Case:
    """1 where the work was handed in after its day."""
    names = names_of(board)
    after = Q(**{f"{names.done_on}__gt": F(names.due_on)})
    return Case(When(after, then=Value(1)), default=Value(0), output_field=IntegerField())


def deciding(obligations: QuerySet[Obligation], names: Names = NOW) -> QuerySet[Obligation]:
    """Those that decide their period; not waived, not of a task that was taken out."""
    return obligations.filter(decides=True, task__withdrawn_at__isnull=True).exclude(
        **{names.state: State.WAIVED}
    )


def counted(choice: Choice) -> QuerySet[Obligation]:
    """The obligations that decide their period, visible and chosen; not waived, not withdrawn."""
    names = THEN if choice.on else NOW
    visible = Obligation.objects.visible_to(choice.user)
    in_year = Q(**{f"{names.due_on}__range": (choice.first_day, choice.last_day)})
    found = deciding(as_of(visible, choice.on) if choice.on else visible, names).filter(
        Q(plan__in=choice.annual) | Q(plan__in=choice.standing) & in_year
    )
    if choice.kind:
        found = found.filter(task__deadline_kind=choice.kind)
    if choice.rhythm:
        found = found.filter(task__recurrence="" if choice.rhythm == ONCE else choice.rhythm)
    if choice.round:
        found = found.filter(period__key=choice.round)
    if choice.unit:
        found = found.filter(unit=choice.unit)
    if choice.organisation:
        found = found.filter(unit__organisation=choice.organisation)
    if choice.chapter:
        found = found.filter(task__requirement__in=choice.chapter_ids)
    if choice.headless:
        found = found.filter(task__requirement__isnull=True)
    return found


def asked_for_more_time(obligations: QuerySet[Obligation], board: Board) -> int:
    """Periods overdue today of which a unit's request for a later day waits for its decision.

    Few requests wait at any time, so these are looked up first: mostly there is nothing more to ask.
    """
    late = {"due_on__lte": _red_until(board)}
    waiting = Extension.objects.filter(state=Extension.State.ASKED, **late).values_list(
        "obligation", flat=True
    )
    if isinstance(board, PastBoard) or not (asked := list(waiting)):
        return 0
    overdue = obligations.filter(~handed_in(NOW), ~LONG_TERM, pk__in=asked, **late)
    return overdue.order_by().values("period").distinct().count()


def rows_of(figure: Figure, obligations: QuerySet[Obligation], board: Board, month: str = "") -> PeriodRows:
    """The periods that a figure counts, the earliest due first: each with its earliest day and its weight.

    ``month``: only those whose earliest day lies in “2026-10”.
    """
    due = Min(names_of(board).due_on)
    rows: PeriodRows = obligations.order_by().values("period").annotate(due=due, stage=Max(weight(board)))
    if month:
        year, number = map(int, month.split("-"))
        rows = rows.filter(due__range=(dt.date(year, number, 1), month_end(year, number)))
    if figure is Figure.LATE:
        rows = rows.annotate(late=Max(late(board))).filter(late=1, stage=WEIGHTS[Stage.DONE])
    elif figure is Figure.DUE:
        rows = rows.filter(due__lte=board.today)
    elif STAGES_OF[figure] != frozenset(Stage):
        rows = rows.filter(stage__in=sorted(WEIGHTS[stage] for stage in STAGES_OF[figure]))
    return rows.order_by("due", "period")


def most_urgent(obligations: QuerySet[Obligation], board: Board, limit: int) -> list[int]:
    """Ids of the first periods of the figure ATTENTION, the longest overdue first.

    The same periods as its list, found by index: each holds an obligation that nobody has handed in.
    """
    names = names_of(board)
    open_ = {f"{names.state}__in": (State.PENDING, State.RETURNED)}
    waiting = obligations.filter(~handed_in(names), **open_, **{f"{names.due_on}__lte": _soon_until(board)})
    rows = waiting.order_by().values("period").annotate(due=Min(names.due_on)).order_by("due", "period")
    return [row["period"] for row in rows[:limit]]
