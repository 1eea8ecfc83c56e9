"""The papers of a plan as files: what a page, a command and a job ask for."""

from __future__ import annotations

from common.dates import long_date
from reports.exports.docx_file import write_docx
from reports.exports.docx_template import fill
from reports.models import PaperTemplate
from reports.papers.blocks import Paper
from reports.papers.division import division_paper
from reports.papers.fields import values
from reports.papers.kinds import Kind
from reports.papers.progress import progress_report
from reports.papers.reading import read_facts
from reports.register import own_columns, state_table
from reports.shares import Window
from tasks.models import Plan
from tasks.status import Board
from units.models import User


def paper_of(kind: Kind, plan: Plan, user: User | None, board: Board, window: Window | None = None) -> Paper:
    """What the person sees of the plan (None: everything) as the built-in paper."""
    facts = read_facts(plan, user, board, window)
    if kind is Kind.REPORT:
        return progress_report(facts, state_table(plan, user, board.today, window))
    issued = long_date(plan.issued_on) if plan.issued_on else ""
    return division_paper(facts, own_columns(plan, board.today), issued)


def docx_of(kind: Kind, plan: Plan, user: User | None, board: Board, window: Window | None = None) -> bytes:
    """The .docx: by the organisation's own template where it has one."""
    own = PaperTemplate.objects.filter(organisation=plan.organisation_id, kind=kind).first()
    if own is None:
        return write_docx(paper_of(kind, plan, user, board, window))
    table = state_table if kind is Kind.REPORT else None
    rows = table(plan, user, board.today, window) if table else own_columns(plan, board.today)
    return fill(bytes(own.content), values(read_facts(plan, user, board, window), rows))
