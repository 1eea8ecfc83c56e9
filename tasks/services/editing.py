"""Changing a task, one field at a time, with history.

``act`` says whether a person edits or a revised document does, ``batch`` what is undone together with it.

The editor hands over what it had seen.  Where the field is still that, or the same person wrote what stands
(tasks.merging), the edit goes through whatever happened to other fields; where somebody else wrote something
else meanwhile, both values are shown and nothing is overwritten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from common.dates import local_date, long_date
from common.decisions import Refusal, require
from tasks import permissions
from tasks.deadlines import Deadline, DeadlineKind
from tasks.merging import FIELD_LABELS, Verdict, decide
from tasks.models import Assignment, Requirement, Task, TaskEvent
from tasks.roles import ROLE_LABELS, Role
from tasks.services import adjusting, carrying
from tasks.services.history import Batch, record
from tasks.services.plans import NewAssignment, deadline_fields
from units.models import User

EDITED = TaskEvent.Act.EDITED


class EditConflict(Refusal):
    """Somebody else changed the same field meanwhile; ``theirs`` and ``yours`` are the printed values."""

    def __init__(self, field: str, theirs: str, yours: str) -> None:
        super().__init__(f"“{field}”刚被他人改为“{theirs}”，您填写的是“{yours}”，请核对后再保存。")
        self.field = field
        self.theirs = theirs
        self.yours = yours


@dataclass(frozen=True, slots=True)
class _Edit:
    """One field's way from ``before`` to ``after``: as printed, as stored, and how it is written."""

    field: str
    before: str
    after: str
    values: tuple[Any, Any]
    write: Callable[[], None]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Hand:
    """Whose edit, when, as what."""

    actor: User
    now: dt.datetime
    act: str
    batch: Batch | None


@transaction.atomic
def edit_text(
    *,
    task: Task,
    actor: User,
    now: dt.datetime,
    text: str,
    seen: str,
    act: str = EDITED,
    batch: Batch | None = None,
) -> Task:
    """A new clause text; refuses an empty one."""
    task = _locked(task, actor)
    text = text.strip()
    if not text:
        raise Refusal("任务内容不能为空。")
    return _apply(task, _plain(task, "text", text), seen, _Hand(actor, now, act, batch))


@transaction.atomic
def edit_number(
    *,
    task: Task,
    actor: User,
    now: dt.datetime,
    number: str,
    seen: str,
    act: str = EDITED,
    batch: Batch | None = None,
) -> Task:
    """A new printed number; empty where the clause has none."""
    task = _locked(task, actor)
    number = number.strip()
    if len(number) > 20:
        raise Refusal("序号最多 20 个字。")
    return _apply(task, _plain(task, "number", number), seen, _Hand(actor, now, act, batch))


@transaction.atomic
def edit_remark(
    *, task: Task, actor: User, now: dt.datetime, remark: str, seen: str, batch: Batch | None = None
) -> Task:
    """A new remark; empty where there is nothing to say."""
    task = _locked(task, actor)
    return _apply(task, _plain(task, "remark", remark.strip()), seen, _Hand(actor, now, EDITED, batch))


def _plain(task: Task, column: str, wanted: str) -> _Edit:
    """An edit of a column that is stored as it is printed."""
    before = getattr(task, column)
    return _Edit(column, before, wanted, (before, wanted), lambda: setattr(task, column, wanted), (column,))


@transaction.atomic
def edit_directive(
    *,
    task: Task,
    actor: User,
    now: dt.datetime,
    directive: bool,
    act: str = EDITED,
    batch: Batch | None = None,
) -> Task:
    """Whether the clause is to be carried out or only stands in the plan; obligations follow."""
    task = _locked(task, actor)
    before, after = directive_words(task.is_directive), directive_words(directive)
    edit = _Edit(
        "directive",
        before,
        after,
        (task.is_directive, directive),
        lambda: setattr(task, "is_directive", directive),
        ("is_directive",),
    )
    edited = _apply(task, edit, before, _Hand(actor, now, act, batch))
    if edited.plan.is_issued and before != after:
        adjusting.follow_directive(task=edited, actor=actor, now=now, today=local_date(now))
        carrying.follow_task(task=edited, now=now, actor=actor)
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
    act: str = EDITED,
    batch: Batch | None = None,
) -> Task:
    """Put the task under another heading of its own plan; its place in the order stays
    (tasks.services.arranging moves it there)."""
    task = _locked(task, actor)
    if requirement is not None and requirement.plan_id != task.plan_id:
        raise Refusal("只能移到本计划的标题之下。")
    before, after = heading_of(task), heading_words(way_of(requirement))
    edit = _Edit(
        "heading",
        before,
        after,
        (task.requirement_id, requirement.pk if requirement else None),
        lambda: setattr(task, "requirement", requirement),
        ("requirement",),
    )
    seen_title = before if seen == task.requirement_id else ""
    return _apply(task, edit, seen_title, _Hand(actor, now, act, batch))


def heading_of(task: Task) -> str:
    """The headings above a task as one phrase."""
    return heading_words(way_of(task.requirement))


def heading_words(path: Sequence[str]) -> str:
    """Headings, outermost first, as one phrase: the same words under another heading are another one."""
    return " › ".join(path) or "（无标题）"


def way_of(requirement: Requirement | None) -> list[str]:
    return [*way_of(requirement.parent), requirement.title] if requirement else []


@transaction.atomic
def edit_deadline(
    *,
    task: Task,
    actor: User,
    now: dt.datetime,
    deadline: Deadline,
    seen: str,
    reason: str = "",
    act: str = EDITED,
    batch: Batch | None = None,
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
    fields = deadline_fields(deadline) | {"deadline_reason": reason or "人工填写"}

    def write() -> None:
        for name, value in fields.items():
            setattr(task, name, value)

    stored = {name: getattr(task, name) for name in fields}
    edit = _Edit("deadline", before, after, (_as_json(stored), _as_json(fields)), write, tuple(fields))
    edited = _apply(task, edit, seen, _Hand(actor, now, act, batch))
    if edited.plan.is_issued and before != after:
        adjusting.follow_deadline(task=edited, actor=actor, now=now, today=local_date(now))
        carrying.follow_task(task=edited, now=now, actor=actor)
    return edited


def _as_json(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, dt.date) else value for name, value in fields.items()}


def deadline_words(deadline: Deadline) -> str:
    """A deadline as one phrase, for history and for comparing what an editor saw."""
    words = {
        DeadlineKind.DATE: long_date(deadline.date) if deadline.date else "",
        DeadlineKind.RELATIVE: f"印发后{deadline.days_after_issue}"
        f"{'个工作日' if deadline.working_days else '日'}内",
        DeadlineKind.LONG_TERM: "长期",
        DeadlineKind.NONE: f"发生后{deadline.days_after_issue}日内" if deadline.days_after_issue else "未定",
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
    act: str = EDITED,
    batch: Batch | None = None,
) -> Task:
    """A new division of work; ``seen`` is :func:`units_words` of what the editor saw.  Obligations follow."""
    task = _locked(task, actor)
    wanted = list(dict.fromkeys(assignments))
    standing = standing_assignments(task)
    before = _new_words(standing)
    after = _new_words(wanted)

    def write() -> None:
        task.assignments.all().delete()
        Assignment.objects.bulk_create(
            Assignment(
                task=task, unit=a.unit, group=a.group, role=str(a.role), phrase=a.phrase, position=position
            )
            for position, a in enumerate(wanted)
        )

    stored = ([_stored(a) for a in standing], [_stored(a) for a in wanted])
    edited = _apply(task, _Edit("units", before, after, stored, write), seen, _Hand(actor, now, act, batch))
    if edited.plan.is_issued and before != after:
        adjusting.follow_units(task=edited, actor=actor, now=now, today=local_date(now))
    return edited


def standing_assignments(task: Task) -> list[NewAssignment]:
    """The division of work as it stands, as values."""
    rows = task.assignments.select_related("unit", "group")
    return [NewAssignment(Role(a.role), a.unit, a.group, a.phrase) for a in rows]


def _stored(a: NewAssignment) -> list[Any]:
    """As JSON: role, unit, collective, phrase."""
    return [str(a.role), a.unit.pk if a.unit else None, a.group.pk if a.group else None, a.phrase]


def _new_words(assignments: Iterable[NewAssignment]) -> str:
    return division_words((a.role, str(a.unit or a.group)) for a in assignments)


def units_words(assignments: Iterable[Assignment]) -> str:
    """A division of work as one phrase: “牵头 办公室、配合 各科室”."""
    return division_words((Role(a.role), str(a.holder)) for a in assignments)


def division_words(pairs: Iterable[tuple[Role, str]]) -> str:
    """(role, name) pairs as one phrase."""
    return "、".join(f"{ROLE_LABELS[role]} {name}" for role, name in pairs) or "未定"


def words_of(task: Task) -> dict[str, str]:
    """Every field as printed, by its code; headings and assignments are loaded."""
    return {
        "number": task.number,
        "text": task.text,
        "units": units_words(task.assignments.all()),
        "deadline": deadline_words(task.deadline),
        "heading": heading_of(task),
        "remark": task.remark,
        "directive": directive_words(task.is_directive),
    }


def _locked(task: Task, actor: User) -> Task:
    """The row, locked so that rows which only point to it (reports, history) need not wait."""
    task = (
        Task.objects.select_for_update(of=("self",), no_key=True)
        .select_related("plan__organisation", "requirement")
        .get(pk=task.pk)
    )
    require(permissions.may_edit(actor, task))
    return task


def _apply(task: Task, edit: _Edit, seen: str, hand: _Hand) -> Task:
    label = FIELD_LABELS[edit.field]
    verdict = decide(seen=seen, stands=edit.before, wanted=edit.after)
    if verdict is Verdict.ASK and _own(task, label, hand):
        verdict = decide(seen=seen, stands=edit.before, wanted=edit.after, own=True)
    if verdict is Verdict.ASK:
        raise EditConflict(label, edit.before, edit.after)
    if verdict is Verdict.SAME:
        return task
    edit.write()
    task.version += 1
    task.save(update_fields=[*edit.columns, "version"])
    record(
        plan=task.plan,
        task=task,
        act=hand.act,
        actor=hand.actor,
        now=hand.now,
        changes={label: (edit.before, edit.after)},
        values={edit.field: edit.values},
        batch=hand.batch or (Batch() if hand.act == EDITED else None),
    )
    return task


def _own(task: Task, label: str, hand: _Hand) -> bool:
    """Whether what stands in the field was written by this person.  A revision and an undoing ask in any
    case: the one speaks for a document, the other takes back exactly what was done."""
    if hand.act != EDITED or (hand.batch and hand.batch.undoes):
        return False
    last = task.events.filter(changes__has_key=label).first()
    return last is not None and last.actor_id == hand.actor.pk
