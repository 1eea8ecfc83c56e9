"""Reads a plan's facts for the papers: the ledger's words and the board's figures, in a few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db.models import QuerySet

from reports import told
from reports.clauses import Clause
from reports.figures import STAGES_BY_WEIGHT, Stage, Tally
from reports.papers.facts import Chapter, Entry, Facts, Late
from reports.queries import deciding, weight
from reports.register_rows import read_clauses
from reports.shares import Window, obligations_of, shares_of
from tasks.models import Obligation, Plan
from tasks.status import Board
from tasks.workflow import State
from units.models import User

# task id → the stages of its periods, each with its day
_Stages = dict[int, list[tuple[Stage, dt.date]]]


def read_facts(plan: Plan, user: User | None, board: Board, window: Window | None = None) -> Facts:
    """The plan as the person sees it (None: whole), narrowed to periods that fall due in ``window``."""
    keys, clauses = read_clauses(plan)
    obligations = obligations_of(plan, user, window)
    shares, stages = shares_of(obligations), _stages(obligations, board)
    told_of = [
        (key, clause) for key, clause in zip(keys, clauses, strict=True) if not window or key in shares
    ]
    return Facts(
        title=plan.title,
        issuer=plan.issuer or plan.organisation.name,
        document_number=plan.document_number,
        year=plan.year,
        today=board.today,
        chapters=_chapters(told_of, shares, stages, board.today),
        late=_late(obligations, dict(told_of), board),
        span=str(window or ""),
    )


def _chapters(
    rows: Sequence[tuple[int, Clause]], shares: dict[int, list[told.Share]], stages: _Stages, today: dt.date
) -> list[Chapter]:
    """By outermost heading in printed order; the same heading printed twice is one chapter."""
    by_heading: dict[tuple[int, str] | None, list[tuple[int, Clause]]] = {}
    for heading, found in groupby(rows, key=lambda row: row[1].path[0] if row[1].path else None):
        by_heading.setdefault(heading, []).extend(found)
    return [
        Chapter(
            title=heading[1] if heading else "",
            tally=sum((_tally(stages.get(key, ()), today) for key, _ in group), Tally()),
            entries=[_entry(clause, shares.get(key, ())) for key, clause in group],
        )
        for heading, group in by_heading.items()
    ]


def _entry(clause: Clause, shares: Sequence[told.Share]) -> Entry:
    return Entry(
        number=clause.number,
        text=clause.text,
        units="、".join(dict.fromkeys(share.unit for share in shares if share.decides)) or clause.units,
        completion=told.completion(shares),
        progress=told.progress(shares),
        problems=told.problems(shares),
    )


def _stages(obligations: QuerySet[Obligation], board: Board) -> _Stages:
    rows = deciding(obligations).annotate(stage=weight(board)).order_by("task", "period")
    values: Iterable[tuple[int, int, int, dt.date]] = rows.values_list("task", "period", "stage", "due_on")
    found: _Stages = {}
    for (task, _), group in groupby(values, key=lambda row: row[:2]):
        periods = list(group)
        heaviest = STAGES_BY_WEIGHT[max(row[2] for row in periods)]
        found.setdefault(task, []).append((heaviest, min(row[3] for row in periods)))
    return found


def _tally(stages: Iterable[tuple[Stage, dt.date]], today: dt.date) -> Tally:
    total = Tally()
    for stage, due_on in stages:
        is_due = due_on <= today
        total += Tally(**{str(stage): 1}, due=int(is_due), due_done=int(is_due and stage is Stage.DONE))
    return total


def _late(obligations: QuerySet[Obligation], clauses: dict[int, Clause], board: Board) -> list[Late]:
    """Overdue periods, the longest first."""
    rows = deciding(obligations).annotate(stage=weight(board))
    waiting = rows.filter(state__in=(State.PENDING, State.RETURNED)).order_by("due_on", "period", "unit")
    late: dict[int, list[Obligation]] = {}
    for each in waiting.select_related("unit", "period"):
        if each.stage == STAGES_BY_WEIGHT.index(Stage.OVERDUE) and each.task_id in clauses:
            late.setdefault(each.period_id, []).append(each)
    return [_late_of(group, clauses[group[0].task_id], board.today) for group in late.values()]


def _late_of(group: Sequence[Obligation], clause: Clause, today: dt.date) -> Late:
    first = group[0]
    moved = first.period.first_due_on != first.due_on
    return Late(
        lead=Entry(clause.number, clause.text, "", "").lead,
        units="、".join(str(each.unit) for each in group),
        days=(today - first.due_on).days,
        postponed_from=first.period.first_due_on if moved else None,
    )
