"""The papers of a plan, ready for a writer: what a page, a command and a job ask for."""

from __future__ import annotations

from enum import StrEnum

from common.dates import long_date
from reports.papers.blocks import Paper
from reports.papers.division import division_paper
from reports.papers.progress import progress_report
from reports.papers.reading import read_facts
from reports.register import own_columns, state_table
from reports.shares import Window
from tasks.models import Plan
from tasks.status import Board
from units.models import User


class Kind(StrEnum):
    """The Word papers of a plan."""

    REPORT = "report"
    DIVISION = "division"


KIND_LABELS: dict[Kind, str] = {Kind.REPORT: "落实情况报告", Kind.DIVISION: "分工方案"}


def paper_of(kind: Kind, plan: Plan, user: User | None, board: Board, window: Window | None = None) -> Paper:
    """What the person sees of the plan (None: everything) as a paper."""
    facts = read_facts(plan, user, board, window)
    if kind is Kind.REPORT:
        return progress_report(facts, state_table(plan, user, board.today, window))
    issued = long_date(plan.issued_on) if plan.issued_on else ""
    return division_paper(facts, own_columns(plan, board.today), issued)
