"""The ledger and the Word table of each real plan, read back by our own importer: the same plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from importer.draft import PlanDraft
from importer.interpret.plan import interpret
from importer.readers.registry import read
from reports.exports.docx_file import write_docx
from reports.exports.xlsx import write_xlsx
from reports.papers.kinds import Kind
from reports.papers.making import paper_of
from reports.register import register
from tasks.models import Plan
from tasks.status import Board

SOURCES = [f"seed-{number}.docx" for number in range(5)]
# What must come back of a task: headings, number, text, units with roles, deadline.
Task = tuple[object, ...]
Writer = Callable[[Plan], tuple[bytes, str]]


def recognise(data: bytes, name: str, issued_on: dt.date | None = None) -> PlanDraft:
    return interpret(read(data, name), issued_on=issued_on)


def as_ledger(plan: Plan) -> tuple[bytes, str]:
    return write_xlsx(register(plan, None, dt.date(2026, 1, 5))), "ledger.xlsx"


def as_division(plan: Plan) -> tuple[bytes, str]:
    return write_docx(paper_of(Kind.DIVISION, plan, None, Board.now())), "division.docx"


def told(draft: PlanDraft) -> list[Task]:
    return [
        (
            task.number,
            task.text,
            tuple((unit.name, unit.role) for unit in task.units),
            task.deadline.kind,
            task.deadline.date,
            task.deadline.text,
            task.path,
        )
        for task in draft.tasks
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("source", SOURCES)
def test_a_real_plan_comes_back_the_same(corpus: Path, source: str) -> None:
    data = (corpus / "docs" / source).read_bytes()
    before = recognise(data, source)
    issued_on = before.issued_on or dt.date(2022, 7, 1)
    call_command(
        "import_plan", str(corpus / "docs" / source), organisation="云溪市园林局", create_units=True,
        year=before.year or issued_on.year, issued_on=issued_on,
    )  # fmt: skip
    plan = Plan.objects.get()
    wanted = recognise(data, source, issued_on)
    for write in (as_ledger, as_division):
        content, name = write(plan)
        back = recognise(content, name, issued_on)
        assert told(back) == told(wanted), name
