"""What the interpreter recognises: a plan as a draft, with findings, and the arithmetic of its rows.

Pure values with a JSON form that stays stable (``parse_plan --json``; the draft of an import batch).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from importer.grid import Place


class Severity(StrEnum):
    ERROR = "error"
    QUESTION = "question"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person should look at.  A question blocks the commit until it is answered.

    ``task`` is the 0-based index of its task, ``subject`` the words it is about (a name, a date).
    """

    severity: Severity
    code: str
    message: str
    place: Place | None = None
    task: int | None = None
    subject: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "severity": str(self.severity),
            "code": self.code,
            "message": self.message,
            "place": self.place.as_json() if self.place else None,
            "task": self.task,
            "subject": self.subject,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Finding:
        place = value.get("place")
        return cls(
            Severity(value["severity"]),
            value["code"],
            value["message"],
            Place.from_json(place) if place else None,
            value.get("task"),
            value.get("subject"),
        )


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit as printed, with its role code (domain: lead coordinate implement assist guide responsible)."""

    name: str
    role: str
    group: bool = False
    phrase: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "role": self.role, "group": self.group, "phrase": self.phrase}


@dataclass(frozen=True, slots=True)
class DeadlineDraft:
    """A deadline as printed and as read; ``reason`` says in Chinese how ``date`` came about."""

    text: str | None = None
    kind: str = "none"
    date: dt.date | None = None
    days_after_issue: int | None = None
    working_days: bool | None = None
    recurrence: str | None = None
    source: str | None = None
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        value: dict[str, Any] = {
            "text": self.text,
            "kind": self.kind,
            "date": self.date.isoformat() if self.date else None,
            "recurrence": self.recurrence,
            "source": self.source,
            "reason": self.reason,
        }
        if self.kind == "relative":
            value |= {"days_after_issue": self.days_after_issue, "working_days": bool(self.working_days)}
        return value

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> DeadlineDraft:
        date = value.get("date")
        return cls(**{**value, "date": dt.date.fromisoformat(date) if date else None})


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """One task.  ``path``: its headings, outermost first; ``cells``: the printed row, a text a column.

    ``directive`` is False for prohibitions and statements: they stand in the plan and want no light.
    """

    path: tuple[str, ...]
    number: str | None
    text: str
    units: tuple[UnitDraft, ...]
    deadline: DeadlineDraft
    place: Place
    cells: tuple[str, ...] = ()
    remark: str = ""
    directive: bool = True

    def as_json(self) -> dict[str, Any]:
        return {
            "path": list(self.path),
            "number": self.number,
            "text": self.text,
            "units": [unit.as_json() for unit in self.units],
            "deadline": self.deadline.as_json(),
            "place": self.place.as_json(),
            "cells": list(self.cells),
            "remark": self.remark,
            "directive": self.directive,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> TaskDraft:
        return cls(
            path=tuple(value["path"]),
            number=value["number"],
            text=value["text"],
            units=tuple(UnitDraft(**unit) for unit in value["units"]),
            deadline=DeadlineDraft.from_json(value["deadline"]),
            place=Place.from_json(value["place"]),
            cells=tuple(value.get("cells", ())),
            remark=value.get("remark", ""),
            directive=value.get("directive", True),
        )


@dataclass(frozen=True, slots=True)
class RowArithmetic:
    """Every row (or line) of the plan's tables, counted once: ``total`` is the sum of the rest."""

    total: int = 0
    tasks: int = 0
    headings: int = 0
    headers: int = 0
    continued: int = 0
    remarks: int = 0
    blank: int = 0

    def balances(self) -> bool:
        return self.total == (
            self.tasks + self.headings + self.headers + self.continued + self.remarks + self.blank
        )

    def __str__(self) -> str:
        parts = [
            f"{label} {count}"
            for label, count in (
                ("任务", self.tasks),
                ("标题", self.headings),
                ("表头", self.headers),
                ("续行", self.continued),
                ("备注", self.remarks),
                ("空行", self.blank),
            )
            if count
        ]
        return f"原表 {self.total} 行 = " + " + ".join(parts or ["0"])


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan as recognised."""

    title: str | None
    issuer: str | None
    document_number: str | None
    year: int | None
    issued_on: dt.date | None
    columns: tuple[str, ...]
    tasks: tuple[TaskDraft, ...]
    findings: tuple[Finding, ...] = field(default=())
    rows: RowArithmetic = field(default=RowArithmetic())

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "issuer": self.issuer,
            "document_number": self.document_number,
            "year": self.year,
            "issued_on": self.issued_on.isoformat() if self.issued_on else None,
            "columns": list(self.columns),
            "tasks": [task.as_json() for task in self.tasks],
            "findings": [finding.as_json() for finding in self.findings],
            "rows": asdict(self.rows),
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> PlanDraft:
        issued_on = value.get("issued_on")
        return cls(
            title=value["title"],
            issuer=value["issuer"],
            document_number=value["document_number"],
            year=value["year"],
            issued_on=dt.date.fromisoformat(issued_on) if issued_on else None,
            columns=tuple(value["columns"]),
            tasks=tuple(TaskDraft.from_json(task) for task in value["tasks"]),
            findings=tuple(Finding.from_json(finding) for finding in value.get("findings", ())),
            rows=RowArithmetic(**value.get("rows", {})),
        )
