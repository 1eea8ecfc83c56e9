"""The figures in SQL: which obligations count, how each 期次 stands, how many of each.

Numbers and the lists behind them come from the same queryset (:func:`by_period`): a list always has as many
rows as its figure.  Words: reports.figures.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, Max, Min, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, ExtractYear, Substr

from reports.choice import Choice
from reports.figures import SOON_DAYS, STAGES_OF, Figure, Stage, Tally
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


def overdue(board: Board) -> Q:
    """An obligation that makes its period overdue: the one with a red light."""
    return light_condition(Colour.RED, board)


def missing(board: Board) -> Q:
    """… that makes it 期满未报."""
    return WAITING & LONG_TERM & ~TOLD & Q(due_on__lt=board.today)


def soon(board: Board) -> Q:
    """… that falls due soon with nothing handed in; overdue and missing go before (:func:`by_period`)."""
    return WAITING & ~TOLD & Q(due_on__lte=board.today + dt.timedelta(days=SOON_DAYS))


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
    """One row a period (and keys): ``due`` its earliest day, ``finished`` the last of work, ``stage``."""
    return (
        obligations.order_by()
        .values("period", *keys)
        .annotate(
            due=Min("due_on"),
            finished=Max("done_on"),
            open_count=Count("pk", filter=OPEN),
            overdue_count=Count("pk", filter=overdue(board)),
            missing_count=Count("pk", filter=missing(board)),
            soon_count=Count("pk", filter=soon(board)),
        )
        .annotate(
            stage=Case(
                When(open_count=0, then=Value(str(Stage.DONE))),
                When(overdue_count__gt=0, then=Value(str(Stage.OVERDUE))),
                When(missing_count__gt=0, then=Value(str(Stage.MISSING))),
                When(soon_count__gt=0, then=Value(str(Stage.SOON))),
                default=Value(str(Stage.RUNNING)),
                output_field=TextField(),
            )
        )
    )


def rows_of(figure: Figure, choice: Choice, board: Board) -> PeriodRows:
    """The periods that a figure counts, the earliest due first."""
    rows: PeriodRows = by_period(counted(choice), board)
    if figure is Figure.DUE:
        rows = rows.filter(due__lte=board.today)
    elif STAGES_OF[figure] != frozenset(Stage):
        rows = rows.filter(stage__in=sorted(map(str, STAGES_OF[figure])))
    return rows.order_by("due", "period")


# (plan id, heading id or None)
Part = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Counts:
    """What one pass over the periods gives: numbers by plan and heading, by month due and month done."""

    parts: dict[Part, Tally]
    due: dict[str, int]
    done: dict[str, int]

    @property
    def total(self) -> Tally:
        return sum(self.parts.values(), Tally())


def count(choice: Choice, board: Board, *, headings: bool) -> Counts:
    """Numbers by plan, or by plan and heading; months are “2022-08”.  One query."""
    heading = F("task__requirement") if headings else Value(None, output_field=BigIntegerField())
    rows = (
        by_period(counted(choice).annotate(heading=heading), board, "plan", "heading")
        .annotate(of_plan=F("plan"), due_month=_month("due"), done_month=_month("finished"))
        .annotate(is_due=_flag(Q(due__lte=board.today)))
    )
    parts, months = regroup(
        rows, Grouping("of_plan", "heading", "stage", "is_due"), Grouping("due_month", "done_month", "stage")
    )
    tallies: dict[Part, Tally] = {}
    for (plan, part, stage, is_due), number in parts:
        tallies[plan, part] = tallies.get((plan, part), Tally()) + Tally.of(stage, bool(is_due), number)
    due: dict[str, int] = {}
    done: dict[str, int] = {}
    for (due_month, done_month, stage), number in months:
        due[due_month] = due.get(due_month, 0) + number
        if stage == Stage.DONE:
            done[done_month] = done.get(done_month, 0) + number
    return Counts(tallies, due, done)


def count_units(choice: Choice, board: Board) -> dict[tuple[int, str], Tally]:
    """Numbers by (id, name) of the unit that owes, or of its organisation where several show.  One query."""
    path = "unit__organisation" if choice.spans_organisations else "unit"
    rows = by_period(counted(choice), board, path, f"{path}__name").annotate(
        part=F(path), name=F(f"{path}__name"), is_due=_flag(Q(due__lte=board.today))
    )
    (found,) = regroup(rows, Grouping("part", "name", "stage", "is_due"))
    tallies: dict[tuple[int, str], Tally] = {}
    for (part, name, stage, is_due), number in found:
        tallies[part, name] = tallies.get((part, name), Tally()) + Tally.of(stage, bool(is_due), number)
    return tallies


def count_tasks(choice: Choice) -> int:
    """Tasks behind the periods."""
    return counted(choice).aggregate(count=Count("task", distinct=True))["count"]


def left_from_before(choice: Choice, board: Board) -> dict[int, Tally]:
    """What is still open from years before the chosen one, in plans in force: year → numbers."""
    earlier = Q(plan__kind=Plan.Kind.ANNUAL, plan__year__lt=choice.year)
    earlier |= Q(plan__kind=Plan.Kind.STANDING, due_on__lt=choice.first_day)
    found = Obligation.objects.visible_to(choice.user).filter(
        earlier, OPEN, decides=True, plan__state=Plan.State.ISSUED
    )
    year = Case(When(plan__kind=Plan.Kind.STANDING, then=ExtractYear("due_on")), default=F("plan__year"))
    rows = by_period(found.annotate(part=year), board, "part")
    (counts,) = regroup(rows, Grouping("part", "stage"))
    tallies: dict[int, Tally] = {}
    for (part, stage), number in counts:
        tallies[part] = tallies.get(part, Tally()) + Tally.of(stage, False, number)
    return tallies


def _month(name: str) -> Substr:
    """“2022-08” of a date, the same on every database."""
    return Substr(Cast(name, TextField()), 1, 7)


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0))
