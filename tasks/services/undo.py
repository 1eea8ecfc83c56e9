"""Taking a change back: every row of a batch, newest first, through the services that made it.

A batch on which a later change stands is not taken back: the refusal says which.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from common.dates import long_date
from common.decisions import Refusal
from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.models import Plan, Requirement, Task, TaskEvent
from tasks.roles import Role
from tasks.services import editing
from tasks.services.history import Batch
from tasks.services.ordering import Order, place
from tasks.services.plans import NewAssignment
from tasks.services.revising import locked_plan, reopen_waived, restore_task, retire_task
from units.models import Unit, UnitGroup, User

REASON = "撤销"


def last_of(plan: Plan, user: User) -> TaskEvent | None:
    """A row of the newest batch by this person that still stands; undoings themselves are not counted."""
    undone = plan.events.filter(undoes__isnull=False).values("undoes")
    own = plan.events.filter(actor=user, batch__isnull=False, undoes__isnull=True)
    return own.exclude(batch__in=undone).select_related("task").first()


@transaction.atomic
def undo(*, plan: Plan, actor: User, now: dt.datetime, batch: uuid.UUID) -> int:
    """Take a batch back; returns how many history rows that took.  Raises Refusal, with nothing changed."""
    plan = locked_plan(plan, actor)
    events = list(plan.events.filter(batch=batch).select_related("task").order_by("-pk"))
    if not events:
        raise Refusal("没有找到这次修改，可能已经随计划撤销。")
    if plan.events.filter(undoes=batch).exists():
        raise Refusal("这次修改已经撤销过了。")
    taking = _Taking(plan, actor, now, Batch(undoes=batch))
    for event in events:
        taking.back(event)
    taking.finish()
    return len(events)


@dataclass
class _Taking:
    plan: Plan
    actor: User
    now: dt.datetime
    batch: Batch
    order: Order | None = field(default=None)

    def back(self, event: TaskEvent) -> None:
        task = Task.objects.select_related("plan__organisation", "requirement").get(events=event)
        hand: dict[str, Any] = {"actor": self.actor, "now": self.now, "batch": self.batch}
        if event.act in {TaskEvent.Act.ADDED, TaskEvent.Act.RESTORED}:
            self._require_untouched(event)
            retire_task(task=task, reason=REASON, **hand)
        elif event.act == TaskEvent.Act.RETIRED:
            restore_task(task=task, reason=REASON, **hand)
        elif event.act == TaskEvent.Act.MOVED:
            self._move_back(event, task)
        else:
            self._unedit(event, task)

    def finish(self) -> None:
        if self.order is not None:
            self.order.save()

    def _move_back(self, event: TaskEvent, task: Task) -> None:
        self.order = self.order or Order(self.plan)
        before, after = event.values["after"]
        if self.order.before(task.pk) != after:
            raise Refusal(f"“{task}”的顺序后来又调整过，不能再撤销。")
        place(order=self.order, task=task, after=before, actor=self.actor, now=self.now, batch=self.batch)

    def _unedit(self, event: TaskEvent, task: Task) -> None:
        ((name, (before, _)),) = event.values.items()
        ((label, (_, after)),) = event.changes.items()
        stands = editing.words_of(task)[name]
        if stands != after:
            raise Refusal(f"“{task}”的{label}后来又改为“{stands}”，不能再撤销。{self._by_whom(event, label)}")
        hand = {"actor": self.actor, "now": self.now, "batch": self.batch}
        _write(name, task, before, stands, hand)
        if name in {"units", "deadline"}:
            reopen_waived(task=task, actor=self.actor, now=self.now, reason=REASON, since=event.at)

    def _by_whom(self, event: TaskEvent, label: str) -> str:
        assert event.task is not None
        later = (
            event.task.events.filter(pk__gt=event.pk, changes__has_key=label).select_related("actor").first()
        )
        return f"（{later.actor or '系统'}，{long_date(later.at.date())}）" if later else ""

    def _require_untouched(self, event: TaskEvent) -> None:
        """A task that came in goes again only while nothing else has been done with it."""
        assert event.task is not None
        undone = self.plan.events.filter(undoes__isnull=False).values("undoes")
        later = event.task.events.filter(pk__gt=event.pk, actor__isnull=False)
        standing = later.filter(undoes__isnull=True).exclude(batch__in=[event.batch, self.batch.id])
        if first := standing.exclude(batch__in=undone).select_related("actor").order_by("pk").first():
            act = first.get_act_display()
            raise Refusal(f"“{event.task}”进入计划之后，{first.actor}又做了“{act}”，不能再撤销。")


def _write(field: str, task: Task, before: Any, seen: str, hand: dict[str, Any]) -> None:
    """Put the stored value ``before`` back into a field that reads ``seen`` now."""
    writers: dict[str, Callable[[], Task]] = {
        "text": lambda: editing.edit_text(task=task, text=before, seen=seen, **hand),
        "number": lambda: editing.edit_number(task=task, number=before, seen=seen, **hand),
        "remark": lambda: editing.edit_remark(task=task, remark=before, seen=seen, **hand),
        "directive": lambda: editing.edit_directive(task=task, directive=before, **hand),
        "heading": lambda: editing.edit_heading(
            task=task, requirement=_heading(before), seen=task.requirement_id, **hand
        ),
        "deadline": lambda: editing.edit_deadline(
            task=task, deadline=_deadline(before), reason=before["deadline_reason"], seen=seen, **hand
        ),
        "units": lambda: editing.edit_units(task=task, assignments=_assignments(before), seen=seen, **hand),
    }
    writers[field]()


def _heading(pk: int | None) -> Requirement | None:
    if pk is None:
        return None
    found = Requirement.objects.filter(pk=pk).first()
    if found is None:
        raise Refusal("原来的标题已经不在计划里，不能再撤销。")
    return found


def _deadline(stored: dict[str, Any]) -> Deadline:
    return Deadline(
        text=stored["deadline_text"],
        kind=DeadlineKind(stored["deadline_kind"]),
        date=dt.date.fromisoformat(stored["due_on"]) if stored["due_on"] else None,
        days_after_issue=stored["days_after_issue"],
        working_days=stored["working_days"],
        recurrence=Recurrence(stored["recurrence"]) if stored["recurrence"] else None,
    )


def _assignments(stored: Sequence[Sequence[Any]]) -> list[NewAssignment]:
    units = Unit.objects.in_bulk([unit for _, unit, _, _ in stored if unit])
    groups = UnitGroup.objects.in_bulk([group for _, _, group, _ in stored if group])
    found = [
        NewAssignment(Role(role), units.get(unit), groups.get(group), phrase)
        for role, unit, group, phrase in stored
    ]
    if any(a.unit is None and a.group is None for a in found):
        raise Refusal("原来的单位或统称已经不在名录里，不能再撤销。")
    return found
