"""How a plan's table is ordered and grouped, by query: ``sort=due``, ``sort=-light``, ``group=unit``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from tasks.filters import weighed
from tasks.lights import COLOUR_LABELS
from tasks.models import Assignment, Obligation, Requirement, Task
from tasks.status import Board, TaskStatus
from tasks.workflow import OPEN_STATES

Row = tuple[Task, TaskStatus]
GROUPS = {"chapter": "按标题", "unit": "按单位", "light": "按状态", "none": "不分组"}
SORTS = ("position", "unit", "due", "light")
COLLECTIVES_BEHIND = 10**12


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one line of the table; ``way`` are the words on that line, none where nothing is grouped."""

    way: list[str]
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the address asks for; anything unknown is the printed order by headings."""

    group: str
    sort: str
    down: bool

    @classmethod
    def of(cls, asked: Any) -> Arrangement:
        group, sort = asked.get("group", ""), asked.get("sort", "")
        down, name = sort.startswith("-"), sort.removeprefix("-")
        name = name if name in SORTS else "position"
        if group not in GROUPS:
            # An order other than the printed one tears the headings apart.
            group = "chapter" if name == "position" and not down else "none"
        return cls(group, name, down)

    @property
    def heads(self) -> dict[str, dict[str, str]]:
        """For each sortable column the ``sort`` of its link and its ``aria`` word."""
        heads = {}
        for name in SORTS:
            on = name == self.sort
            link = f"-{name}" if on and not self.down else name
            heads[name] = {"link": link, "aria": ("descending" if self.down else "ascending") if on else ""}
        return heads

    def ordered(self, tasks: QuerySet[Task], board: Board) -> QuerySet[Task]:
        """The tasks in this order, those of one group together."""
        keys = [key for key in (self._group_key(), self.sort) if key != "position"]
        for key in dict.fromkeys(keys):
            tasks = _KEYS[key](tasks, board)
        order = [F(f"{key}_key").asc() for key in keys[:-1]] if len(keys) == 2 else []
        if keys:
            last = F(f"{keys[-1]}_key")
            order.append(last.desc(nulls_last=True) if self.down else last.asc(nulls_last=True))
        by_place = "-position" if self.down and self.sort == "position" else "position"
        return tasks.order_by(*order, by_place, "pk")

    def _group_key(self) -> str:
        return self.group if self.group in {"unit", "light"} else "position"

    def groups(self, rows: Iterable[Row]) -> list[Group]:
        """Consecutive rows of one group under its line."""
        found: list[Group] = []
        last: object = object()
        for task, status in rows:
            mark, way = _LINES[self.group](task, status)
            if mark != last or not found:
                found.append(Group(way))
                last = mark
            found[-1].rows.append((task, status))
        return found


def _by_unit(tasks: QuerySet[Task], board: Board) -> QuerySet[Task]:
    """By the first unit of the division of work, in the order of the directory; collectives behind units."""
    first = Assignment.objects.filter(task=OuterRef("pk")).order_by("position", "pk")
    place = Case(
        When(unit__isnull=False, then=F("unit__position") * 1_000_000 + F("unit_id")),
        default=Value(COLLECTIVES_BEHIND) + F("group_id"),
        output_field=BigIntegerField(),
    )
    nobody = Value(2 * COLLECTIVES_BEHIND, output_field=BigIntegerField())
    return tasks.annotate(
        unit_key=Coalesce(Subquery(first.annotate(place=place).values("place")[:1]), nobody)
    )


def _by_due(tasks: QuerySet[Task], board: Board) -> QuerySet[Task]:
    """By the day on which something is owed next, else by the task's own day."""
    states = [str(state) for state in OPEN_STATES]
    owed = Obligation.objects.filter(task=OuterRef("pk"), state__in=states).order_by("due_on")
    return tasks.annotate(due_key=Coalesce(Subquery(owed.values("due_on")[:1]), F("due_on")))


def _by_light(tasks: QuerySet[Task], board: Board) -> QuerySet[Task]:
    return weighed(tasks, board).annotate(light_key=F("weight"))


_KEYS: dict[str, Callable[[QuerySet[Task], Board], QuerySet[Task]]] = {
    "unit": _by_unit,
    "due": _by_due,
    "light": _by_light,
}


def _unit_line(task: Task, status: TaskStatus) -> tuple[object, list[str]]:
    first = next(iter(task.division), None)
    if first is None:
        return None, ["未定单位"]
    return (first.unit_id, first.group_id), [str(first.holder)]


def _light_line(task: Task, status: TaskStatus) -> tuple[object, list[str]]:
    return status.light.colour, [f"{COLOUR_LABELS[status.light.colour]}灯"]


def way_to(requirement: Requirement | None) -> list[str]:
    """The headings down to this one."""
    return [*way_to(requirement.parent), requirement.title] if requirement else []


_LINES: dict[str, Callable[[Task, TaskStatus], tuple[object, list[str]]]] = {
    "chapter": lambda task, status: (task.requirement_id, way_to(task.requirement)),
    "unit": _unit_line,
    "light": _light_line,
    "none": lambda task, status: (0, []),
}
