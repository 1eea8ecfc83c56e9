"""Other sights of a plan's tasks than the table: by unit, and on a calendar."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from common.dates import month_end
from tasks.filters import SETTLED, light_condition
from tasks.lights import Colour, Light
from tasks.models import Assignment, Obligation, Period, Plan, Requirement, Task
from tasks.status import Board, statuses
from tasks.workdays import WorkCalendar
from tasks.workflow import State
from units.models import Unit

MOST_ON_CALENDAR = 500


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with how many tasks stand under it and everything below it."""

    requirement: Requirement
    count: int


def chapters(plan: Plan) -> list[Chapter]:
    """The plan's headings in printed order, each with its parent loaded; two queries, whatever the size."""
    direct = plan.tasks.in_force().order_by().values_list("requirement").annotate(Count("pk"))
    counts: Counter[int] = Counter({pk: count for pk, count in direct if pk is not None})
    headings = list(plan.requirements.order_by("position"))
    known = {each.pk: each for each in headings}
    for heading in headings:
        heading.parent = known.get(heading.parent_id)  # type: ignore[arg-type]
    for heading in sorted(headings, key=lambda each: -each.depth):
        if heading.parent_id is not None:
            counts[heading.parent_id] += counts[heading.pk]
    return [Chapter(each, counts[each.pk]) for each in headings]


def under(tasks: Iterable[Task], plan: Plan, found: Iterable[Chapter]) -> list[Task]:
    """The plan's tasks with it and with their headings, both already loaded."""
    known = {each.requirement.pk: each.requirement for each in found}
    tasks = list(tasks)
    for task in tasks:
        task.plan = plan
        if task.requirement_id is not None:
            task.requirement = known[task.requirement_id]
    return tasks


def unpublished_years(plan: Plan, workdays: WorkCalendar) -> list[int]:
    """Years in which something of the plan falls due and whose holidays nobody knows yet; one query."""
    printed = plan.tasks.in_force().filter(due_on__isnull=False)
    owed = Period.objects.filter(task__plan=plan, task__withdrawn_at__isnull=True)
    years = printed.order_by().values_list("due_on__year").union(owed.order_by().values_list("due_on__year"))
    return sorted(year for (year,) in years if not workdays.is_published(year))


def units_of(plan: Plan) -> QuerySet[Unit]:
    """Units that have a part in the plan, themselves or through a collective."""
    part = Assignment.objects.filter(task__plan=plan, task__withdrawn_at__isnull=True)
    named = Q(pk__in=part.filter(unit__isnull=False).values("unit"))
    through = Q(member_of__in=part.filter(group__isnull=False).values("group"))
    return Unit.objects.filter(named | through).distinct().order_by("position", "pk")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What one unit owes in the plan, parted for a bar: (colour, count, word)."""

    unit: Unit
    done: int
    total: int
    parts: list[tuple[str, int, str]]


def by_unit(plan: Plan, tasks: QuerySet[Task], board: Board) -> list[UnitLine]:
    """One line a unit over what is owed on these tasks; of a draft, how many tasks name it."""
    units = {unit.pk: unit for unit in units_of(plan)}
    if plan.is_draft:
        named = Assignment.objects.filter(task__in=tasks.order_by(), unit__isnull=False)
        counts = named.order_by().values_list("unit").annotate(tasks=Count("task", distinct=True))
        return [UnitLine(units[pk], 0, n, [("grey", n, "未下发")]) for pk, n in _in_order(counts, units)]
    owed = Obligation.objects.filter(task__in=tasks.order_by()).exclude(state=State.WAIVED)
    red, amber = (light_condition(colour, board) for colour in (Colour.RED, Colour.AMBER))
    rows = (
        owed.order_by()
        .values_list("unit")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=Q(state__in=SETTLED)),
            red=Count("pk", filter=red),
            amber=Count("pk", filter=amber),
        )
    )
    return [_line(units[pk], *counts) for pk, *counts in _in_order(rows, units)]


def _in_order(rows: Iterable[tuple[int, ...]], units: dict[int, Unit]) -> list[tuple[int, ...]]:
    places = {pk: place for place, pk in enumerate(units)}
    return sorted((row for row in rows if row[0] in units), key=lambda row: places[row[0]])


def _line(unit: Unit, total: int, done: int, red: int, amber: int) -> UnitLine:
    doing = max(total - done - red - amber, 0)
    parts = [
        ("green", done, "已完成或待审核"),
        ("doing", doing, "推进中"),
        ("amber", amber, "临期、退回或本期未报"),
        ("red", red, "逾期"),
    ]
    return UnitLine(unit, done, total, parts)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that falls on a day."""

    task: Task
    light: Light


@dataclass(frozen=True, slots=True)
class Day:
    """A square of the month; ``outside`` belongs to a neighbouring month."""

    day: dt.date
    outside: bool
    works: bool
    items: list[Due] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks from Monday, with its neighbours, and the months of the plan with their counts."""

    first: dt.date
    weeks: list[list[Day]]
    strip: list[tuple[dt.date, int]]

    @property
    def before(self) -> dt.date:
        return (self.first - dt.timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> dt.date:
        return month_end(self.first.year, self.first.month) + dt.timedelta(days=1)


def month_of(plan: Plan, tasks: QuerySet[Task], board: Board, asked: str) -> Month:
    """The month ``asked`` (YYYY-MM; today's where that is no month) with what falls due in it."""
    first = _first(asked, board.today)
    weeks = [
        [Day(day, day.month != first.month, board.calendar.is_workday(day)) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    squares = {square.day: square for week in weeks for square in week if not square.outside}
    last = month_end(first.year, first.month)
    for day, due in _due_between(plan, tasks, board, first, last):
        squares[day].items.append(due)
    return Month(first, weeks, _strip(plan, tasks))


def _first(asked: str, today: dt.date) -> dt.date:
    try:
        first = dt.date.fromisoformat(f"{asked}-01")
    except ValueError:
        first = today.replace(day=1)
    return first if 2000 <= first.year <= 2100 else today.replace(day=1)


def _due_between(
    plan: Plan, tasks: QuerySet[Task], board: Board, first: dt.date, last: dt.date
) -> Iterable[tuple[dt.date, Due]]:
    if plan.is_draft:
        drafted = tasks.filter(due_on__range=(first, last)).select_related("plan")
        for task, status in statuses(drafted, board):
            assert task.due_on is not None
            yield task.due_on, Due(task, status.light)
        return
    falling = Period.objects.filter(task__in=tasks.order_by(), due_on__range=(first, last)).values("task")
    found = tasks.filter(pk__in=falling).select_related("plan")[:MOST_ON_CALENDAR]
    for task, status in statuses(found, board):
        for period in status.periods:
            if first <= period.period.due_on <= last:
                yield period.period.due_on, Due(task, period.light)


def _strip(plan: Plan, tasks: QuerySet[Task]) -> list[tuple[dt.date, int]]:
    """Months in which something falls due, with how much."""
    if plan.is_draft:
        rows = tasks.filter(due_on__isnull=False)
    else:
        rows = Period.objects.filter(task__in=tasks.order_by())  # type: ignore[assignment]
    found = rows.order_by().annotate(month=TruncMonth("due_on")).values_list("month").annotate(Count("pk"))
    return sorted(found)
