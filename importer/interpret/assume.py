"""A year for a plan that prints none, so that its dates can at least be shown; a person has to confirm it."""

from __future__ import annotations

from dataclasses import replace

from importer.draft import PlanDraft, TaskDraft
from importer.interpret import deadlines
from importer.interpret.clock import Clock


def assume_year(plan: PlanDraft, year: int) -> PlanDraft:
    """The plan with its open dates resolved as if it were of this year; the plan's own year stays unknown."""
    if plan.year is not None or plan.issued_on is not None:
        return plan
    clock = Clock(year=year, year_is_assumed=True)
    return replace(plan, tasks=tuple(_dated(task, clock) for task in plan.tasks))


def _dated(task: TaskDraft, clock: Clock) -> TaskDraft:
    deadline = task.deadline
    if deadline.kind != "date" or deadline.date is not None:
        return task
    cell = deadline.text if deadline.source == "column" else None
    again = deadlines.read(cell, task.text, clock).deadline
    return replace(task, deadline=replace(deadline, date=again.date, reason=again.reason))
