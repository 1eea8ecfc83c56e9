"""Which tasks of a plan are standing items under other words: proposed by likeness, decided by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.calendar import current_calendar
from tasks.carriers import duties_of, rounds
from tasks.duties import likely
from tasks.models import Carrying, Period, Plan, Task


@dataclass(frozen=True, slots=True)
class Proposal:
    """``covers``: whether the task falls due in any round of the item, so that a yes has an effect."""

    task: Task
    standing: Task
    reason: str
    covers: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person has said, with the rounds that are left to the plan now."""

    carrying: Carrying
    carried: Sequence[Period] = ()


def proposals(plan: Plan) -> list[Proposal]:
    """What nobody has decided, the likest item of each task, in the plan's order."""
    if plan.kind == Plan.Kind.STANDING or plan.state == Plan.State.ARCHIVED:
        return []
    duties = duties_of(plan.organisation_id)
    if not duties:
        return []
    said = set(Carrying.objects.filter(task__plan=plan).values_list("task", "standing"))
    carrying = set(Carrying.objects.filter(task__plan=plan, same=True).values_list("task", flat=True))
    tasks = plan.tasks.in_force().filter(is_directive=True).exclude(pk__in=carrying)
    found = []
    for task in tasks.select_related("plan").in_printed_order():
        matches = [m for m in likely(task.text, task.due_on, duties) if (task.pk, m.duty.key) not in said]
        if matches:
            found.append((task, max(matches, key=lambda match: match.score)))
    standing = Task.objects.in_bulk({match.duty.key for _, match in found})
    calendar = current_calendar()
    return [
        Proposal(
            task,
            standing[match.duty.key],
            match.reason,
            bool(rounds(standing[match.duty.key], task, calendar)),
        )
        for task, match in found
    ]


def decided(plan: Plan) -> list[Decided]:
    """What people have said of a plan's tasks, in the plan's order."""
    said = Carrying.objects.filter(task__plan=plan).select_related("task", "standing", "decided_by")
    periods: dict[tuple[int, int], list[Period]] = {}
    for period in Period.objects.filter(carried_by__plan=plan).order_by("due_on"):
        periods.setdefault((period.task_id, period.carried_by_id or 0), []).append(period)
    return [
        Decided(each, periods.get((each.standing_id, each.task_id), ()))
        for each in said.order_by("task__position", "pk")
    ]
