"""A bureau of a hundred sections with a head and a handler each, and its obligations over the year 2025."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tasks.models import Obligation, Period
from tasks.workdays import WorkCalendar
from tests.factories import organisation
from tests.factories_tasks import due, issued_plan, new_task
from units.models import Membership, Unit, User
from units.services import create_unit

ISSUED = dt.date(2025, 1, 2)
CALENDAR = WorkCalendar()


@dataclass
class Item:
    """What the run knows of an obligation; kept beside the database, not read from it."""

    id: int
    task: int
    unit: int
    due_on: dt.date
    number: int
    open: bool = True
    moved: bool = False


@dataclass
class World:
    items: list[Item]
    # Mail addresses by unit and role.
    heads: dict[int, str]
    handlers: dict[int, str]
    clerk: str
    leader: str


def build(obligations: int, sections: int, run: list[dt.date]) -> World:
    """For these days.  Call it with Django set up; the plan is in force from ISSUED on."""
    unit = organisation("云溪市园林局")
    units = [create_unit(name=f"第{n}科", kind=Unit.Kind.SECTION, parent=unit) for n in range(sections)]
    heads = dict(zip((each.pk for each in units), _people("head", units), strict=True))
    handlers = dict(zip((each.pk for each in units), _people("handler", units), strict=True))
    (clerk,), (leader,) = _people("office", [unit]), _people("leader", [unit])
    days = _due_days(obligations, run)
    tasks = [
        new_task(f"公布第{n}批名录", units[n % sections], deadline=due(day)) for n, day in enumerate(days)
    ]
    plan = issued_plan(unit, tasks, day=ISSUED)
    rows = plan.obligations.order_by("task__position").values_list("pk", "task_id", "unit_id", "due_on")
    items = [Item(*row, number=n) for n, row in enumerate(rows)]
    return World(items, heads, handlers, clerk, leader)


def _due_days(number: int, days: list[dt.date]) -> list[dt.date]:
    """Spread over the days of the run, half of them on the last day of a quarter, as plans have it."""
    ends = [dt.date(2025, 3, 31), dt.date(2025, 6, 30), dt.date(2025, 9, 30), dt.date(2025, 12, 30)]
    ends = [day for day in ends if days[0] <= day <= days[-1]] or [days[-1]]
    spread = [days[n * len(days) // number] for n in range(number)]
    return [ends[n // 2 % len(ends)] if n % 2 else day for n, day in enumerate(spread)]


def _people(role: str, units: list[Unit]) -> list[str]:
    users = [
        User(username=f"{role}-{unit.pk}", name=f"{role}{unit.pk}", email=f"{role}-{unit.pk}@example.org")
        for unit in units
    ]
    User.objects.bulk_create(users)
    Membership.objects.bulk_create(
        Membership(user=user, unit=unit, role=role) for user, unit in zip(users, units, strict=True)
    )
    return [user.email for user in users]


def live_a_day(world: World, day: dt.date) -> None:
    """What people do before the office opens: hand in early, late or not, and ask for another deadline.

    Rows are set as the services would leave them: those have tests of their own.
    """
    for item in world.items:
        if not item.open:
            continue
        left = (item.due_on - day).days
        fate = item.number % 10
        if left <= (2 if fate < 5 else 0 if fate < 7 else -5 if fate < 9 else -9):
            _hand_in(item)
        elif fate == 7 and not item.moved and left <= 4:
            _move(item, CALENDAR.next_workday_on_or_after(item.due_on + dt.timedelta(12)))


def _hand_in(item: Item) -> None:
    item.open = False
    Obligation.objects.filter(pk=item.id).update(state="submitted")


def _move(item: Item, day: dt.date) -> None:
    item.due_on, item.moved = day, True
    Period.objects.filter(obligations=item.id).update(due_on=day)
    Obligation.objects.filter(pk=item.id).update(due_on=day)
