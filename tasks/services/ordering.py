"""The order of a plan's tasks: where one stands is told by the one before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from common.decisions import Refusal
from common.text import clip
from tasks.models import Plan, Task, TaskEvent
from tasks.services.history import Batch, record
from units.models import User


class Order:
    """The tasks of a locked plan in printed order, those taken out of it included; :meth:`save` writes."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows = {task.pk: task for task in plan.tasks.order_by("position", "pk")}
        self.ids: list[int] = list(self.rows)

    def before(self, pk: int) -> int | None:
        """The task that stands before this one; None at the top."""
        place = self.ids.index(pk)
        return self.ids[place - 1] if place else None

    def put(self, pk: int, after: int | None) -> None:
        """Take a task to behind another one; None: to the top."""
        self.ids.remove(pk)
        self.ids.insert(self.ids.index(after) + 1 if after is not None else 0, pk)

    def neighbour(self, pk: int, step: int) -> int | None:
        """The next (1) or previous (-1) task in force under the same heading."""
        heading = self.rows[pk].requirement_id
        row = [
            each
            for each, task in self.rows.items()
            if task.withdrawn_at is None and task.requirement_id == heading
        ]
        row.sort(key=self.ids.index)
        place = row.index(pk) + step
        return row[place] if 0 <= place < len(row) else None

    def save(self) -> None:
        """Write the positions that changed."""
        moved = [task for place, pk in enumerate(self.ids) if (task := self.rows[pk]).position != place]
        places = {pk: place for place, pk in enumerate(self.ids)}
        for task in moved:
            task.position = places[task.pk]
        Task.objects.bulk_update(moved, ["position"], batch_size=500)

    def words(self, after: int | None) -> str:
        """A place as history tells it."""
        return f"在“{clip(str(self.rows[after]), 20)}”之后" if after is not None else "最前"


def place(
    *, order: Order, task: Task, after: int | None, actor: User, now: dt.datetime, batch: Batch
) -> None:
    """Put a task behind another one and say so in the history; the order is saved by the caller."""
    before = order.before(task.pk)
    if before == after:
        return
    order.put(task.pk, after)
    record(
        plan=order.plan,
        task=task,
        act=TaskEvent.Act.MOVED,
        actor=actor,
        now=now,
        changes={"顺序": (order.words(before), order.words(after))},
        values={"after": (before, after)},
        batch=batch,
    )


def end_of(order: Order, heading: int | None, but: Sequence[int]) -> int | None:
    """Behind which task one that comes under the heading belongs: its last, else the last under the headings
    printed before it.  ``but``: those that are moving."""
    ranks: dict[int | None, int] = {None: -1}
    ranks.update(order.plan.requirements.values_list("pk", "position"))
    others = [(pk, ranks[order.rows[pk].requirement_id]) for pk in order.ids if pk not in but]
    same = [pk for pk, rank in others if rank == ranks[heading]]
    before = [pk for pk, rank in others if rank < ranks[heading]]
    return next(reversed(same or before), None)


def require_in_plan(plan: Plan, tasks: Sequence[Task]) -> None:
    """Refuse rows of another plan, no rows at all, and those no longer in the plan."""
    if not tasks:
        raise Refusal("请先勾选任务。")
    if any(task.plan_id != plan.pk or task.withdrawn_at is not None for task in tasks):
        raise Refusal("勾选的任务中有已不在本计划里的，请刷新后再试。")
