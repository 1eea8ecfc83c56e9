"""年历: all days of a year on which something of an organisation falls due, for one page on the wall.

What has opened stands with its light; what will open this year stands with its day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tasks import year_view
from tasks.carriers import Carriers
from tasks.lights import Colour, Light
from tasks.models import Plan, Task
from tasks.rounds import follows_events, spans_of
from tasks.status import Board, statuses

# A calendar on the wall names no more; the lists have all.
MOST_TASKS = 1500
# Lines that a month has room for on paper.
MOST_LINES = 9
_WEIGHT = {colour: weight for weight, colour in enumerate(Colour)}


@dataclass(frozen=True, slots=True)
class Due:
    """A round of a task on its day; ``light`` is None for what has not opened yet."""

    task: Task
    label: str
    light: Light | None


@dataclass(frozen=True, slots=True)
class Square:
    """A day with what falls on it, standing items first."""

    day: year_view.Day
    items: Sequence[Due]

    @property
    def first(self) -> Due:
        return self.items[0]

    @property
    def light(self) -> Light | None:
        """The weightiest of the day."""
        lit = [due.light for due in self.items if due.light]
        return min(lit, key=lambda light: _WEIGHT[light.colour], default=None)


@dataclass(frozen=True, slots=True)
class Month:
    """``squares``: days on which something falls due; ``over``: how much stands on those beyond the room."""

    number: int
    workdays: int
    weeks: Sequence[Sequence[Square | None]]
    squares: Sequence[Square]

    @property
    def shown(self) -> Sequence[Square]:
        return self.squares if len(self.squares) <= MOST_LINES else self.squares[: MOST_LINES - 1]

    @property
    def over(self) -> Sequence[Square]:
        return self.squares[len(self.shown) :]

    @property
    def over_items(self) -> int:
        return sum(len(square.items) for square in self.over)


@dataclass(frozen=True, slots=True)
class Wall:
    months: Sequence[Month]
    total: int
    is_whole: bool


def wall(plans: QuerySet[Plan], *, year: int, unit: int | None, board: Board) -> Wall:
    """Of plans in force; ``unit``: only what that unit has a part in."""
    tasks = Task.objects.in_force().filter(plan__in=plans, is_directive=True)
    if unit is not None:
        part = Q(assignments__unit=unit) | Q(assignments__group__memberships__unit=unit)
        tasks = tasks.filter(pk__in=Task.objects.filter(part).values("pk"))
    loaded = tasks.select_related("standing", "plan__organisation", "requirement__parent")
    # Standing items first: they are the law's.
    found = list(loaded.order_by("-plan__kind", "plan", "position", "pk")[: MOST_TASKS + 1])
    by_day: defaultdict[dt.date, list[Due]] = defaultdict(list)
    for day, due in _dues(found[:MOST_TASKS], year, board):
        by_day[day].append(due)
    months = [_month(month, by_day) for month in year_view.year_of(year, board.calendar, {})]
    total = sum(len(items) for items in by_day.values())
    return Wall(months, total, len(found) <= MOST_TASKS)


def _dues(tasks: Sequence[Task], year: int, board: Board) -> Iterable[tuple[dt.date, Due]]:
    last = dt.date(year, 12, 31)
    carriers: dict[int, Carriers] = {}
    for task, status in statuses(tasks, board):
        if task.plan_id not in carriers:
            carriers[task.plan_id] = Carriers.of(task.plan, board.calendar)
        opened = set()
        for each in status.periods:
            period = each.period
            opened.add(period.key)
            if period.due_on.year == year and not period.carried_by_id:
                yield period.due_on, Due(task, period.label, each.light)
        if follows_events(task.deadline):
            continue  # its rounds are all open: they were opened by hand
        for span in spans_of(task, task.plan, last, board.calendar):
            ahead = span.key not in opened and span.due_on.year == year
            if ahead and not carriers[task.plan_id].of_round(task, span.key):
                yield span.due_on, Due(task, span.label, None)


def _month(month: year_view.Month, by_day: dict[dt.date, list[Due]]) -> Month:
    weeks = [[Square(day, by_day.get(day.day, ())) if day else None for day in week] for week in month.weeks]
    squares = [square for week in weeks for square in week if square and square.items]
    return Month(month.number, month.workdays, weeks, squares)
