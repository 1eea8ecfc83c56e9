"""The figures in SQL: which obligations count, how each 期次 stands, how many of each.

Numbers and the lists behind them come from the same queryset (:func:`by_period`): a list always has as many
rows as its figure.  Words: reports.figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, ExtractYear, Substr

from reports.choice import Choice
from reports.figures import SOON_DAYS, STAGES_BY_WEIGHT, STAGES_OF, Figure, Stage, Tally
from reports.regroup import Grouping, regroup
from tasks.deadlines import DeadlineKind
from tasks.filters import light_condition
from tasks.lights import Colour
from tasks.models import Obligation, Plan
from tasks.status import Board
from tasks.workflow import State

# A row of by_period: {"period": id, "due": date, "stage": str, …}
PeriodRows = QuerySet[Any, dict[str, Any]]

OPEN = Q(state__in=(State.PENDING, State.SUBMITTED, State.RETURNED))
WAITING = Q(state__in=(State.PENDING, State.RETURNED))
LONG_TERM = Q(task__deadline_kind=DeadlineKind.LONG_TERM)
TOLD = LONG_TERM & Q(state=State.PENDING, reported_on__isnull=False)

# The weight of an obligation's stage: a period stands where its heaviest obligation does.
WEIGHTS: dict[Stage, int] = {stage: weight for weight, stage in enumerate(STAGES_BY_WEIGHT)}


def weight(board: Board) -> Case:
    """The stage of one counted obligation as a number; a red light makes it overdue (tasks.filters)."""
    missing = WAITING & LONG_TERM & ~TOLD & Q(due_on__lt=board.today)
    soon = WAITING & ~TOLD & Q(due_on__lte=_soon_until(board))
    return Case(
        When(state=State.ACCEPTED, then=WEIGHTS[Stage.DONE]),
        When(light_condition(Colour.RED, board), then=WEIGHTS[Stage.OVERDUE]),
        When(missing, then=WEIGHTS[Stage.MISSING]),
        When(soon, then=WEIGHTS[Stage.SOON]),
        default=WEIGHTS[Stage.RUNNING],
        output_field=IntegerField(),
    )


def _soon_until(board: Board) -> dt.date:
    return board.today + dt.timedelta(days=SOON_DAYS)


def counted(choice: Choice) -> QuerySet[Obligation]:
    """The obligations that decide their period, visible and chosen; waived ones are out."""
    found = Obligation.objects.visible_to(choice.user).filter(
        Q(plan__in=choice.annual)
        | Q(plan__in=choice.standing, due_on__range=(choice.first_day, choice.last_day)),
        decides=True,
    )
    found = found.exclude(state=State.WAIVED)
    if choice.unit:
        found = found.filter(unit=choice.unit)
    if choice.organisation:
        found = found.filter(unit__organisation=choice.organisation)
    if choice.chapter:
        found = found.filter(task__requirement__in=choice.chapter_ids)
    if choice.headless:
        found = found.filter(task__requirement__isnull=True)
    return found


def by_period(obligations: QuerySet[Obligation], board: Board, *keys: str) -> PeriodRows:
    """One row a period (and keys): ``due`` the earliest day, ``finished`` the last, ``stage`` a weight."""
    return (
        obligations.order_by()
        .values("period", *keys)
        .annotate(due=Min("due_on"), finished=Max("done_on"), stage=Max(weight(board)))
    )


def rows_of(figure: Figure, obligations: QuerySet[Obligation], board: Board) -> PeriodRows:
    """The periods that a figure counts, the earliest due first."""
    rows: PeriodRows = by_period(obligations, board)
    if figure is Figure.DUE:
        rows = rows.filter(due__lte=board.today)
    elif STAGES_OF[figure] != frozenset(Stage):
        rows = rows.filter(stage__in=sorted(WEIGHTS[stage] for stage in STAGES_OF[figure]))
    return rows.order_by("due", "period")


def most_urgent(obligations: QuerySet[Obligation], board: Board, limit: int) -> list[int]:
    """Ids of the first periods of the figure ATTENTION, the longest overdue first.

    The same periods as its list, found without looking at all: each holds an obligation that waits.
    """
    waiting = obligations.filter(WAITING, due_on__lte=_soon_until(board))
    rows = by_period(waiting, board).filter(stage__gte=WEIGHTS[Stage.SOON]).order_by("due", "period")
    return [row["period"] for row in rows[:limit]]


# (plan id, heading id or None)
Part = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Counts:
    """What one pass over the periods gives: numbers by plan and heading, by month due and done; tasks."""

    parts: dict[Part, Tally]
    due: dict[str, int]
    done: dict[str, int]
    tasks: int

    @property
    def total(self) -> Tally:
        return sum(self.parts.values(), Tally())


def count(obligations: QuerySet[Obligation], board: Board, *, headings: bool) -> Counts:
    """Numbers by plan, or by plan and heading (inner ones folded); months are “2022-08”.  One query."""
    heading = _outer_heading() if headings else Value(None, output_field=BigIntegerField())
    rows = (
        by_period(obligations.annotate(heading=heading), board, "plan", "heading", "task")
        .annotate(of_plan=F("plan"), of_task=F("task"), is_due=_flag(Q(due__lte=board.today)))
        .annotate(due_month=_month("due"), done_month=_month("finished"))
    )
    parts, months, tasks = regroup(
        rows,
        Grouping("of_plan", "heading", "stage", "is_due"),
        Grouping("due_month", "done_month", "stage"),
        Grouping(distinct="of_task"),
    )
    due: dict[str, int] = {}
    done: dict[str, int] = {}
    for (due_month, done_month, stage), number in months:
        due[due_month] = due.get(due_month, 0) + number
        if stage == WEIGHTS[Stage.DONE]:
            done[done_month] = done.get(done_month, 0) + number
    tallies = _tallied(((plan, part), *rest, number) for (plan, part, *rest), number in parts)
    return Counts(tallies, due, done, sum(number for _, number in tasks))


def count_units(obligations: QuerySet[Obligation], board: Board) -> dict[tuple[int, str], Tally]:
    """Numbers by (id, name) of the unit that owes: to one unit an obligation is the period.  One query."""
    rows = obligations.order_by().annotate(stage=weight(board), is_due=_flag(Q(due_on__lte=board.today)))
    keys = ("unit", "unit__name", "stage", "is_due")
    found = rows.values_list(*keys).annotate(number=Count("pk"))
    return _tallied(((unit, name), *rest) for unit, name, *rest in found)


def count_organisations(obligations: QuerySet[Obligation], board: Board) -> dict[tuple[int, str], Tally]:
    """The same by organisation: what several of its sections owe in a period counts once.  One query."""
    keys = ("unit__organisation", "unit__organisation__name")
    rows = by_period(obligations, board, *keys).annotate(
        part=F(keys[0]), name=F(keys[1]), is_due=_flag(Q(due__lte=board.today))
    )
    (found,) = regroup(rows, Grouping("part", "name", "stage", "is_due"))
    return _tallied(((part, name), *rest, number) for (part, name, *rest), number in found)


def _tallied(rows: Iterable[Any]) -> dict[Any, Tally]:
    """Adds up (key, weight of the stage, whether due, number)."""
    sums: dict[Any, dict[str, int]] = {}
    for key, stage, is_due, number in rows:
        counts = sums.setdefault(key, dict.fromkeys(Tally.__slots__, 0))
        counts[STAGES_BY_WEIGHT[stage]] += number
        if is_due:
            counts["due"] += number
            counts["due_done"] += number if stage == WEIGHTS[Stage.DONE] else 0
    return {key: Tally(**counts) for key, counts in sums.items()}


def left_from_before(choice: Choice, board: Board) -> dict[int, Tally]:
    """What is still open from years before the chosen one, in plans in force: year → numbers.

    No query where no visible plan in force is that old.
    """
    if not any(plan.is_issued and plan.year < choice.year for plan in choice.all_plans):
        return {}
    earlier = Q(plan__kind=Plan.Kind.ANNUAL, plan__year__lt=choice.year)
    earlier |= Q(plan__kind=Plan.Kind.STANDING, due_on__lt=choice.first_day)
    found = Obligation.objects.visible_to(choice.user).filter(
        earlier, OPEN, decides=True, plan__state=Plan.State.ISSUED
    )
    year = Case(
        When(plan__kind=Plan.Kind.STANDING, then=ExtractYear("due_on")),
        default=F("plan__year"),
        output_field=BigIntegerField(),
    )
    rows = by_period(found.annotate(part=year), board, "part")
    (counts,) = regroup(rows, Grouping("part", "stage"))
    return _tallied((part, stage, False, number) for (part, stage), number in counts)


def _outer_heading() -> Coalesce:
    """Folds inner headings into outer ones, so that few rows come back; reports.lines folds the rest."""
    return Coalesce("task__requirement__parent__parent", "task__requirement__parent", "task__requirement")


def _month(name: str) -> Substr:
    """“2022-08” of a date, the same on every database."""
    return Substr(Cast(name, TextField()), 1, 7)


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0))
