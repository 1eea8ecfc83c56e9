"""The numbers of a board: one scan of the obligations, counted by plan and heading, by month, by unit.

Each obligation carries its weight (reports.queries); a period takes the earliest day, the last of work and
the heaviest stage of its obligations, here as in the lists.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, ExtractYear

from reports.choice import Choice
from reports.curve import Month
from reports.figures import STAGES_BY_WEIGHT, Stage, Tally
from reports.past import names_of
from reports.queries import OPEN, WEIGHTS, weight
from reports.regroup import Grouping, regroup
from tasks.models import Obligation, Plan
from tasks.status import Board

# (plan id, heading id or None)
Part = tuple[int, int | None]
# (unit id, name)
Key = tuple[int, str]

# How a period takes what its obligations have.
_MEASURES = {"first_due": "MIN", "finished": "MAX", "stage": "MAX", "is_due": "MAX"}
_PERIOD = ("of_period", "of_plan", "heading", "of_task")


@dataclass(frozen=True, slots=True)
class Census:
    """Periods by plan and heading (inner ones folded), by month due and done, by unit; number of tasks."""

    parts: dict[Part, Tally]
    units: dict[Key, Tally]
    due: dict[Month, int]
    done: dict[Month, int]
    tasks: int

    @property
    def total(self) -> Tally:
        return sum(self.parts.values(), Tally())


def census(
    obligations: QuerySet[Obligation], board: Board, *, headings: bool, organisations: bool = False
) -> Census:
    """All numbers in one query; by plan alone without ``headings``, by organisation in place of units."""
    path = "unit__organisation" if organisations else "unit"
    rows = _rows(obligations, board).annotate(
        heading=_outer_heading() if headings else Value(None, output_field=BigIntegerField()),
        of_unit=F(path),
        unit_name=F(f"{path}__name"),
    )
    # What several sections of an organisation owe in a period counts once; a unit owes once in a period.
    per_unit = ("of_period", "of_unit", "unit_name") if organisations else ()
    parts, tasks, due, done, units = regroup(
        rows,
        _MEASURES,
        Grouping(("of_plan", "heading", "stage", "is_due"), _PERIOD),
        Grouping(("of_plan",), ("of_plan", "of_task")),
        Grouping(("first_due",), _PERIOD),
        Grouping(("finished", "stage"), _PERIOD),
        Grouping(("of_unit", "unit_name", "stage"), per_unit),
    )
    return Census(
        parts=_tallied(((int(plan), head and int(head)), *rest, n) for (plan, head, *rest), n in parts),
        units=_tallied(((int(unit), name), stage, "0", n) for (unit, name, stage), n in units),
        due=_by_month((day, n) for (day,), n in due),
        done=_by_month((day, n) for (day, stage), n in done if int(stage) == WEIGHTS[Stage.DONE]),
        tasks=sum(n for _, n in tasks),
    )


def left_from_before(choice: Choice, board: Board) -> dict[int, Tally]:
    """What is still open from years before the chosen one, in plans in force: year → numbers.

    No query where no visible plan in force is that old.
    """
    if not any(plan.is_issued and plan.year < choice.year for plan in choice.all_plans):
        return {}
    earlier = Q(plan__kind=Plan.Kind.ANNUAL, plan__year__lt=choice.year)
    earlier |= Q(plan__kind=Plan.Kind.STANDING, due_on__lt=choice.first_day)
    found = Obligation.objects.visible_to(choice.user).filter(
        earlier, OPEN, decides=True, plan__state=Plan.State.ISSUED, task__withdrawn_at__isnull=True
    )
    rows = _rows(found, board).annotate(of_year=_work_year())
    (counts,) = regroup(rows, _MEASURES, Grouping(("of_year", "stage"), ("of_period", "of_year")))
    return _tallied((int(year), stage, "0", number) for (year, stage), number in counts)


def _rows(obligations: QuerySet[Obligation], board: Board) -> QuerySet[Any, Any]:
    """One row an obligation, with what a period folds."""
    names = names_of(board)
    is_due = Case(When(**{f"{names.due_on}__lte": board.today}, then=Value(1)), default=Value(0))
    return obligations.order_by().values(
        of_period=F("period"),
        of_plan=F("plan"),
        of_task=F("task"),
        first_due=F(names.due_on),
        finished=F(names.done_on),
        stage=weight(board),
        is_due=is_due,
    )


def _work_year() -> Case:
    """A plan's year; of a standing plan the year in which the period is due."""
    due_year = ExtractYear("due_on")
    standing = When(plan__kind=Plan.Kind.STANDING, then=due_year)
    return Case(standing, default=F("plan__year"), output_field=BigIntegerField())


def _outer_heading() -> Coalesce:
    """Inner headings folded into outer ones, so that few rows come back; reports.lines folds the rest."""
    return Coalesce("task__requirement__parent__parent", "task__requirement__parent", "task__requirement")


def _tallied(rows: Iterable[Any]) -> dict[Any, Tally]:
    """Adds up (key, weight of the stage, “1” where due, number)."""
    sums: dict[Any, dict[str, int]] = {}
    for key, stage, is_due, number in rows:
        counts = sums.setdefault(key, dict.fromkeys(Tally.__slots__, 0))
        counts[STAGES_BY_WEIGHT[int(stage)]] += number
        if is_due == "1":
            counts["due"] += number
            counts["due_done"] += number if int(stage) == WEIGHTS[Stage.DONE] else 0
    return {key: Tally(**counts) for key, counts in sums.items()}


def _by_month(rows: Iterable[tuple[Any, int]]) -> dict[Month, int]:
    months: Counter[Month] = Counter()
    for day, number in rows:
        parsed = dt.date.fromisoformat(day)
        months[parsed.year, parsed.month] += number
    return dict(months)
