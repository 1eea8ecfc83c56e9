"""A plan's tasks as a comparison shows them: words only, loaded in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from compare.moving import MOVED
from tasks.models import Plan, Task
from tasks.services.editing import deadline_words, units_words


@dataclass(frozen=True, slots=True)
class Side:
    """One task as it is read."""

    id: int
    number: str
    text: str
    heading: str
    units: str
    deadline: str
    # Its deadline is last year's, a year on, as nobody has touched it since.
    is_moved: bool

    @property
    def name(self) -> str:
        return f"{self.number}. {self.text}" if self.number else self.text


def sides_of(plan: Plan) -> dict[int, Side]:
    """By id, in printed order; tasks that were taken out are left out."""
    found = plan.tasks.in_force().order_by("position", "pk").select_related("requirement")
    return {
        task.pk: side_of(task) for task in found.prefetch_related("assignments__unit", "assignments__group")
    }


def side_of(task: Task) -> Side:
    return Side(
        id=task.pk,
        number=task.number,
        text=task.text,
        heading=task.requirement.title if task.requirement else "",
        units=units_words(task.assignments.all()),
        deadline=deadline_words(task.deadline),
        is_moved=task.deadline_reason == MOVED,
    )
