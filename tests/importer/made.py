"""Made-up plans: as values, as batches that wait for a person, and as a Word file."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import docx
from django.utils import timezone

from importer import reception, recognition
from importer.draft import DeadlineDraft, Finding, PlanDraft, RowArithmetic, TaskDraft, UnitDraft
from importer.grid import Cell, Document, Place, Table
from importer.models import ImportBatch
from units.audit import SYSTEM, By
from units.models import Unit

TITLE = "云溪市园林局2026年公开工作分工方案"
ISSUED = dt.date(2026, 7, 6)
HEADER = ("工作要求", "工作任务", "责任科室", "完成时限")
ROWS = (
    ("一、苗木养护", "1.编制年度养护计划。", "绿化科牵头，财务科配合", "9月底前"),
    ("一、苗木养护", "2.公开养护标准。", "绿化科", "长期"),
    ("二、信息公开", "3.发布上年度公开工作年报。", "办公室", "1月31日前"),
)

GUESSED = DeadlineDraft(
    text="1月31日前",
    kind="date",
    date=dt.date(2027, 1, 31),
    source="column",
    recurrence="yearly",
    reason="“1月31日前”没有写年份，按印发日期之后最近的一天推定。",
)


def word_file(rows: tuple[tuple[str, ...], ...] = ROWS, title: str = TITLE) -> bytes:
    """A .docx with a title and one table."""
    document = docx.Document()
    document.add_paragraph(title)
    table = document.add_table(rows=0, cols=len(HEADER))
    for row in (HEADER, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def task(text: str, *units: str | UnitDraft, row: int = 2, **fields: Any) -> TaskDraft:
    """A task of units that are responsible (names) or drawn up otherwise."""
    drawn = tuple(u if isinstance(u, UnitDraft) else UnitDraft(u, "responsible", phrase=u) for u in units)
    return TaskDraft(
        **{
            "path": ("一、苗木养护",),
            "number": None,
            "text": text,
            "units": drawn,
            "deadline": DeadlineDraft(text="长期", kind="long_term", source="column"),
            "place": Place(table=1, row=row),
            **fields,
        }
    )


def plan(*tasks: TaskDraft, findings: tuple[Finding, ...] = (), **facts: Any) -> PlanDraft:
    return PlanDraft(
        **{
            "title": TITLE,
            "issuer": "云溪市园林局",
            "document_number": None,
            "year": 2026,
            "issued_on": ISSUED,
            "columns": HEADER,
            "tasks": tasks,
            "findings": findings,
            "rows": RowArithmetic(total=len(tasks) + 1, tasks=len(tasks), headers=1),
            **facts,
        }
    )


def document(rows: int = 3) -> Document:
    """A table of so many rows, four cells each."""
    cells = tuple(Cell(f"{row}-{column}", row, column) for row in range(rows) for column in range(4))
    return Document((Table(cells, tuple(Place(table=1, row=row + 1) for row in range(rows))),), "docx")


def batch(organisation: Unit, draft: PlanDraft, *, by: By = SYSTEM, data: bytes = b"made up") -> ImportBatch:
    """A batch that has been read and waits for a person."""
    received, _ = reception.receive(
        organisation=organisation, by=by, now=timezone.now(), data=data, filename="方案.docx"
    )
    return recognition.keep(received, document(len(draft.tasks) + 1), draft)
