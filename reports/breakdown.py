"""The board's further pages: in time and late, by kind of deadline, by month, long-term tasks by period.

One query for all of them, grouped by the database (reports.regroup); each number leads to its list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from reports.addresses import Addresses
from reports.choice import ONCE
from reports.figures import STAGES_BY_WEIGHT, Figure, Stage, Tally
from reports.past import names_of
from reports.queries import late, weight
from reports.regroup import Grouping, regroup
from tasks.deadlines import DeadlineKind
from tasks.models import Obligation
from tasks.models.task import KIND_CHOICES, RECURRENCE_CHOICES
from tasks.status import Board

_MEASURES = {"due": "MIN", "stage": "MAX", "late": "MAX"}
_PERIOD = ("of_period", "of_kind", "of_rhythm", "of_key")
_KINDS = dict(KIND_CHOICES)
_RHYTHMS = dict(RECURRENCE_CHOICES)


@dataclass(frozen=True, slots=True)
class Row:
    """A name with its numbers; ``href`` leads to the list of all of them."""

    name: str
    tally: Tally
    late: int
    href: str

    @property
    def in_time(self) -> int:
        return self.tally.done - self.late


@dataclass(frozen=True, slots=True)
class Breakdown:
    kinds: list[Row]
    months: list[Row]
    rounds: list[Row]

    @property
    def late(self) -> int:
        return sum(row.late for row in self.kinds)


def breakdown(obligations: QuerySet[Obligation], board: Board, to: Addresses) -> Breakdown:
    """Kinds in the order of the deadline's kinds, months and rounds by time."""
    names = names_of(board)
    rows = obligations.order_by().values(
        of_period=F("period"), of_kind=F("task__deadline_kind"), of_rhythm=F("task__recurrence"),
        of_key=F("period__key"), due=F(names.due_on), stage=weight(board), late=late(board),
    )  # fmt: skip
    kinds, months, rounds = regroup(
        rows,
        _MEASURES,
        Grouping(("of_kind", "of_rhythm", "stage", "late"), _PERIOD),
        Grouping(("due", "stage", "late"), _PERIOD),
        Grouping(("of_kind", "of_key", "stage", "late"), _PERIOD),
    )
    by_month = (((day[:7],), *rest, number) for (day, *rest), number in months)
    long_term = (
        ((key,), *rest, number) for (kind, key, *rest), number in rounds if kind == DeadlineKind.LONG_TERM
    )
    return Breakdown(
        kinds=_rows(
            (((kind, rhythm), *rest, number) for (kind, rhythm, *rest), number in kinds),
            lambda key: (_kind_name(*key), to.list(Figure.TOTAL, kind=key[0], rhythm=key[1] or ONCE)),
            sorted_by=lambda key: (
                list(_KINDS).index(key[0]),
                list(_RHYTHMS).index(key[1]) if key[1] else -1,
            ),
        ),
        months=_rows(by_month, lambda key: (_month_name(key[0]), to.list(Figure.TOTAL, month=key[0]))),
        rounds=_rows(
            long_term,
            lambda key: (
                _round_name(key[0]),
                to.list(Figure.TOTAL, kind=DeadlineKind.LONG_TERM, round=key[0]),
            ),
        ),
    )


def _rows(counted: Iterable[Any], describe: Any, sorted_by: Any = None) -> list[Row]:
    """Adds up (key, stage, late, number)."""
    sums: dict[Any, tuple[Tally, int]] = {}
    for key, stage, is_after, number in counted:
        name = STAGES_BY_WEIGHT[int(stage)]
        is_late = number if is_after == "1" and name is Stage.DONE else 0
        tally, before = sums.get(key, (Tally(), 0))
        sums[key] = (tally + Tally(**{str(name): number}), before + is_late)
    return [Row(describe(key)[0], *sums[key], describe(key)[1]) for key in sorted(sums, key=sorted_by)]


def _kind_name(kind: str, rhythm: str) -> str:
    return "、".join(filter(None, (_KINDS[kind], _RHYTHMS.get(rhythm, ""))))


def _month_name(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def _round_name(key: str) -> str:
    """“2026Q3” as 2026年三季度; other rounds as their key says."""
    year, _, quarter = key.partition("Q")
    return f"{year}年{'一二三四'[int(quarter) - 1]}季度" if quarter in {"1", "2", "3", "4"} else key
