"""Changing a task, one field at a time, with history.

``act`` says whether a person edits or a revised document does.

The editor hands over what it had seen.  Where the field is still that, or somebody has already written the
same, the edit goes through whatever happened to other fields; where somebody wrote something else meanwhile,
both values are shown and nothing is overwritten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from django.db import transaction

from common.dates import local_date, long_date
from common.decisions import Refusal, require
from tasks import permissions
from tasks.deadlines import Deadline, DeadlineKind
from tasks.models import Assignment, Requirement, Task, TaskEvent
from tasks.roles import ROLE_LABELS, Role
from tasks.services import adjusting
from tasks.services.history import Changes, record
from tasks.services.plans import NewAssignment, deadline_fields
from units.models import User


class EditConflict(Refusal):
    """Somebody else changed the same field meanwhile; ``theirs`` and ``yours`` are the printed values."""

    def __init__(self, field: str, theirs: str, yours: str) -> None:
        super().__init__(f"“{field}”刚被他人改为“{theirs}”，您填写的是“{yours}”，请核对后再保存。")
        self.theirs = theirs
        self.yours = yours


@transaction.atomic
def edit_text(
    *, task: Task, actor: User, now: dt.datetime, text: str, seen: str, act: str = TaskEvent.Act.EDITED
) -> Task:
    """A new clause text; refuses an empty one."""
    task = _locked(task, actor)
    text = text.strip()
    if not text:
        raise Refusal("任务内容不能为空。")

    def write() -> None:
        task.text = text

    return _apply(task, actor, now, "任务", task.text, text, seen, write, "text", act=act)


@transaction.atomic
def edit_number(
    *, task: Task, actor: User, now: dt.datetime, number: str, seen: str, act: str = TaskEvent.Act.EDITED
) -> Task:
    """A new printed number; empty where the clause has none."""
    task = _locked(task, actor)

    def write() -> None:
        task.number = number

    return _apply(task, actor, now, "序号", task.number, number, seen, write, "number", act=act)


@transaction.atomic
def edit_directive(
    *, task: Task, actor: User, now: dt.datetime, directive: bool, act: str = TaskEvent.Act.EDITED
) -> Task:
    """Whether the clause is to be carried out or only stands in the plan; obligations follow."""
    task = _locked(task, actor)

    def write() -> None:
        task.is_directive = directive

    before, after = directive_words(task.is_directive), directive_words(directive)
    edited = _apply(task, actor, now, "性质", before, after, before, write, "is_directive", act=act)
    if edited.plan.is_issued and before != after:
        adjusting.follow_directive(task=edited, actor=actor, now=now, today=local_date(now))
    return edited


def directive_words(directive: bool) -> str:
    return "需要落实" if directive else "说明或禁止事项"


@transaction.atomic
def edit_heading(
    *,
    task: Task,
    actor: User,
    now: dt.datetime,
    requirement: Requirement | None,
    seen: int | None,
    act: str = TaskEvent.Act.EDITED,
) -> Task:
    """Move the task under another heading of its own plan."""
    task = _locked(task, actor)
    if requirement is not None and requirement.plan_id != task.plan_id:
        raise Refusal("只能移到本计划的标题之下。")

    def write() -> None:
        task.requirement = requirement

    before, after = heading_words(_way(task.requirement)), heading_words(_way(requirement))
    seen_title = before if seen == task.requirement_id else ""
    return _apply(task, actor, now, "所属标题", before, after, seen_title, write, "requirement", act=act)


def heading_words(path: Sequence[str]) -> str:
    """Headings, outermost first, as one phrase: the same words under another heading are another one."""
    return " › ".join(path) or "（无标题）"


def _way(requirement: Requirement | None) -> list[str]:
    return [*_way(requirement.parent), requirement.title] if requirement else []


@transaction.atomic
def edit_deadline(
    *,
    task: Task,
    actor: User,
    now: dt.datetime,
    deadline: Deadline,
    seen: str,
    reason: str = "",
    act: str = TaskEvent.Act.EDITED,
) -> Task:
    """A new deadline; ``seen`` is :func:`deadline_words` of the one the editor saw.  Open periods follow."""
    task = _locked(task, actor)
    if deadline.kind is DeadlineKind.DATE and deadline.date is None:
        raise Refusal("请填写完成日期。")
    if deadline.kind is DeadlineKind.RELATIVE and deadline.days_after_issue is None:
        raise Refusal("请填写印发后的天数。")
    before, after = deadline_words(task.deadline), deadline_words(deadline)
    # What was printed no longer holds; a revised document brings its own words.
    deadline = replace(deadline, text=deadline.text or after)
    fields = deadline_fields(deadline) | {
        "deadline_reason": reason or "人工填写",
    }

    def write() -> None:
        for name, value in fields.items():
            setattr(task, name, value)

    edited = _apply(task, actor, now, "完成时限", before, after, seen, write, *fields, act=act)
    if edited.plan.is_issued and before != after:
        adjusting.follow_deadline(task=edited, actor=actor, now=now, today=local_date(now))
    return edited


def deadline_words(deadline: Deadline) -> str:
    """A deadline as one phrase, for history and for comparing what an editor saw."""
    words = {
        DeadlineKind.DATE: long_date(deadline.date) if deadline.date else "",
        DeadlineKind.RELATIVE: f"印发后{deadline.days_after_issue}"
        f"{'个工作日' if deadline.working_days else '日'}内",
        DeadlineKind.LONG_TERM: "长期",
        DeadlineKind.NONE: "未定",
    }[deadline.kind]
    repeats = dict(Task._meta.get_field("recurrence").flatchoices)
    return f"{words}，{repeats[str(deadline.recurrence)]}" if deadline.recurrence else words


@transaction.atomic
def edit_units(
    *,
    task: Task,
    actor: User,
    now: dt.datetime,
    assignments: Sequence[NewAssignment],
    seen: str,
    act: str = TaskEvent.Act.EDITED,
) -> Task:
    """A new division of work; ``seen`` is :func:`units_words` of what the editor saw.  Obligations follow."""
    task = _locked(task, actor)
    wanted = list(dict.fromkeys(assignments))
    before = units_words(task.assignments.all())
    after = division_words((a.role, str(a.unit or a.group)) for a in wanted)

    def write() -> None:
        task.assignments.all().delete()
        Assignment.objects.bulk_create(
            Assignment(
                task=task, unit=a.unit, group=a.group, role=str(a.role), phrase=a.phrase, position=position
            )
            for position, a in enumerate(wanted)
        )

    edited = _apply(task, actor, now, "责任分工", before, after, seen, write, act=act)
    if edited.plan.is_issued and before != after:
        adjusting.follow_units(task=edited, actor=actor, now=now, today=local_date(now))
    return edited


def units_words(assignments: Iterable[Assignment]) -> str:
    """A division of work as one phrase: “牵头 办公室、配合 各科室”."""
    return division_words((Role(a.role), str(a.holder)) for a in assignments)


def division_words(pairs: Iterable[tuple[Role, str]]) -> str:
    """(role, name) pairs as one phrase."""
    return "、".join(f"{ROLE_LABELS[role]} {name}" for role, name in pairs) or "未定"


def _locked(task: Task, actor: User) -> Task:
    task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("plan__organisation", "requirement")
        .get(pk=task.pk)
    )
    require(permissions.may_edit(actor, task))
    return task


def _apply(
    task: Task,
    actor: User,
    now: dt.datetime,
    field: str,
    before: str,
    after: str,
    seen: str,
    write: Callable[[], None],
    *columns: str,
    act: str,
) -> Task:
    if before == after:
        return task
    if seen.strip() != before.strip():
        raise EditConflict(field, before, after)
    write()
    task.version += 1
    task.save(update_fields=[*columns, "version"])
    changes: Changes = {field: (before, after)}
    record(plan=task.plan, task=task, act=act, actor=actor, now=now, changes=changes)
    return task
