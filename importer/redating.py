"""Dates without a printed year follow the plan's year and issue date when a person corrects these."""

from __future__ import annotations

from dataclasses import replace

from importer.draft import DeadlineDraft, PlanDraft, TaskDraft
from importer.interpret import deadlines
from importer.interpret.clock import Clock


def redate(task: TaskDraft, read: PlanDraft, now: PlanDraft) -> TaskDraft:
    """The task with its date read again by the facts of ``now`` instead of those of ``read``.

    Only where reading it by the old facts gives the date that was recognised: then the date came from nothing
    else, and the new one is as good.
    """
    before, after = _clock(read), _clock(now)
    if task.deadline.kind != "date" or before == after:
        return task
    if _read(task, before).date != task.deadline.date:
        return task
    again = _read(task, after)
    if again.kind != "date":
        return task
    return replace(task, deadline=replace(task.deadline, date=again.date, reason=again.reason))


def reread(part: TaskDraft, plan: PlanDraft) -> TaskDraft:
    """A part of a task with the deadline that its own words give; without one it keeps that of the whole."""
    if part.deadline.source != "text":
        return part
    own = _read(part, _clock(plan))
    return replace(part, deadline=own) if own.kind != "none" or own.recurrence else part


def _clock(plan: PlanDraft) -> Clock:
    return Clock(plan.issued_on, plan.year)


def _read(task: TaskDraft, clock: Clock) -> DeadlineDraft:
    cell = task.deadline.text if task.deadline.source == "column" else None
    return deadlines.read(cell, task.text, clock).deadline
