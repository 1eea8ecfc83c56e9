"""A plan as meant, before any office prints it, and what has to be read of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from importer.draft import PlanDraft
from importer.interpret import roles
from importer.interpret.unit_names import is_collective
from tests.importer.rendering.layouts import Layout

TITLE = "河湾县档案局2024年重点任务分工方案"
ISSUER, YEAR = "河湾县档案局", 2024


@dataclass(frozen=True)
class Due:
    """A deadline: as a cell prints it, what that means, and how a sentence says it (None: none does).

    ``phrase``: the part of the sentence that is the deadline.
    """

    printed: str
    kind: str
    date: dt.date | None = None
    recurrence: str | None = None
    days: int | None = None
    sentence: str | None = None
    phrase: str = ""


@dataclass(frozen=True)
class Job:
    """One task."""

    text: str
    lead: tuple[str, ...]
    assist: tuple[str, ...]
    due: Due

    def printed(self, layout: Layout) -> str:
        """Without a column for it, the sentence says when."""
        if layout.due_column or self.due.sentence is None:
            return self.text
        return f"{self.text.removesuffix('。')}，{self.due.sentence}。"


@dataclass(frozen=True)
class Chapter:
    """Headings, outermost first, and the jobs below them."""

    path: tuple[str, ...]
    jobs: tuple[Job, ...]


@dataclass(frozen=True)
class Meant:
    """A task as it has to be read; ``units`` are (role, name, collective)."""

    path: tuple[str, ...]
    number: str | None
    text: str
    units: frozenset[tuple[str, str, bool]]
    due: tuple[str | None, str, dt.date | None, str | None, int | None]


def meant(layout: Layout, chapters: list[Chapter]) -> list[Meant]:
    tasks: list[Meant] = []
    for chapter in chapters:
        for job in chapter.jobs:
            number = None if layout.numbers == "none" else str(len(tasks) + 1)
            tasks.append(
                Meant(chapter.path, number, job.printed(layout), _units(layout, job), _due(layout, job))
            )
    return tasks


def _units(layout: Layout, job: Job) -> frozenset[tuple[str, str, bool]]:
    plain = layout.units == "plain"
    lead, assist = (roles.RESPONSIBLE, roles.RESPONSIBLE) if plain else (roles.LEAD, roles.ASSIST)
    named = [(lead, name) for name in job.lead] + [(assist, name) for name in job.assist]
    return frozenset((role, name, is_collective(name)) for role, name in named)


def _due(layout: Layout, job: Job) -> tuple[str | None, str, dt.date | None, str | None, int | None]:
    due = job.due
    if layout.due_column:
        return due.printed, due.kind, due.date, due.recurrence, due.days
    if due.sentence is None:
        return None, "none", None, None, None
    return due.phrase, due.kind, due.date, due.recurrence, due.days


def read(plan: PlanDraft) -> list[Meant]:
    return [
        Meant(
            task.path,
            task.number,
            task.text,
            frozenset((unit.role, unit.name, unit.group) for unit in task.units),
            (
                task.deadline.text,
                task.deadline.kind,
                task.deadline.date,
                task.deadline.recurrence,
                task.deadline.days_after_issue,
            ),
        )
        for task in plan.tasks
    ]
