"""谁还没报: who owes what and has said nothing, as a list and as a grid of periods × units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from common.dates import long_date
from common.text import clip
from tasks.lights import Light
from tasks.models import Obligation, Period, Plan
from tasks.roles import Role
from tasks.services.progress import LEADING
from tasks.status import Board
from tasks.workflow import State
from units.models import Unit, User
from units.permissions import scope_of

# Periods that end later than this are nobody's worry yet.
HORIZON_DAYS = 30
_WAITED_FOR = (State.PENDING, State.RETURNED)
_IS_MISSING = Q(state=State.RETURNED) | Q(state=State.PENDING, reported_on__isnull=True)


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit in one period; ``may_chase``: the person asked may remind it by hand."""

    obligation: Obligation
    light: Light
    is_missing: bool
    may_chase: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A period with every unit that the person may see in it."""

    period: Period
    cells: list[Cell]

    @property
    def silent(self) -> list[Cell]:
        """Those who lead first: theirs is the report that the others wait for."""
        missing = [cell for cell in self.cells if cell.is_missing]
        return sorted(missing, key=lambda cell: cell.obligation.role not in LEADING)

    @property
    def told(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.is_missing and cell.obligation.state != State.WAIVED]

    @property
    def chaseable(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.may_chase]

    @property
    def collective(self) -> str:
        """The name of the collective through which all silent units came in, if they did."""
        names = {str(cell.obligation.group or "") for cell in self.silent}
        return names.pop() if len(names) == 1 else ""


def horizon(board: Board) -> dt.date:
    return board.today + dt.timedelta(days=HORIZON_DAYS)


def missing(user: User, board: Board) -> QuerySet[Obligation]:
    """Open obligations due within the horizon on which nothing was reported, or which were returned."""
    scope = scope_of(user)
    led = Obligation.objects.filter(unit__in=scope.units, decides=True).values("period")
    concerned = Q(plan__organisation__in=scope.offices) | Q(period__in=led)
    return (
        Obligation.objects.visible_to(user)
        .filter(_IS_MISSING, concerned, plan__state=Plan.State.ISSUED, due_on__lte=horizon(board))
        .order_by("due_on", "plan", "task__position", "period", "unit__position", "unit")
    )


def by_unit(found: QuerySet[Obligation]) -> list[tuple[int, str, int]]:
    """(unit's id, name, number of items), most first."""
    counted = found.order_by().values("unit", "unit__name").annotate(number=Count("pk"))
    return [(row["unit"], row["unit__name"], row["number"]) for row in counted.order_by("-number", "unit")]


def by_plan(found: QuerySet[Obligation]) -> list[tuple[Plan, int]]:
    """Plans with the number of items in them."""
    counted = found.order_by().values("plan").annotate(number=Count("pk")).values_list("plan", "number")
    numbers = dict(counted)
    plans = Plan.objects.filter(pk__in=numbers).select_related("organisation")
    return [(plan, numbers[plan.pk]) for plan in plans]


def lines(user: User, found: Iterable[Obligation], board: Board) -> list[Line]:
    """The periods of these obligations in their order, each with all units that the person may see."""
    order = list(dict.fromkeys(o.period_id for o in found))
    there = (
        Obligation.objects.visible_to(user)
        .filter(period__in=order)
        .with_everything()
        .order_by("period", "unit__position", "unit")
    )
    chase = Chase.of(user, order)
    made = {
        pk: [_cell(o, board, chase) for o in items] for pk, items in groupby(there, key=lambda o: o.period_id)
    }
    return [Line(made[pk][0].obligation.period, made[pk]) for pk in order if pk in made]


def _cell(obligation: Obligation, board: Board, chase: Chase) -> Cell:
    silent = obligation.state == State.RETURNED or (
        obligation.state == State.PENDING and obligation.reported_on is None
    )
    return Cell(obligation, board.light(obligation), silent, silent and chase.may(obligation))


@dataclass(frozen=True, slots=True)
class Chase:
    """Whom the person may remind: the office its plans' units, the head of a lead its assisting units."""

    offices: frozenset[int]
    led: frozenset[int]

    @classmethod
    def of(cls, user: User, periods: Iterable[int]) -> Chase:
        scope = scope_of(user)
        led = Obligation.objects.filter(period__in=list(periods), unit__in=scope.heads, role__in=LEADING)
        return cls(scope.offices, frozenset(led.values_list("period", flat=True)))

    def may(self, obligation: Obligation) -> bool:
        """Whether there is something to remind of, and this person may."""
        if obligation.plan.state != Plan.State.ISSUED or obligation.state not in _WAITED_FOR:
            return False
        if obligation.plan.organisation_id in self.offices:
            return True
        return obligation.role == Role.ASSIST and obligation.period_id in self.led


def columns(found: Iterable[Line]) -> list[Unit]:
    """The units of the grid in the directory's order: those that are silent in at least one period."""
    units = {cell.obligation.unit for line in found for cell in line.silent}
    return sorted(units, key=lambda unit: (unit.position, unit.pk))


def grid(found: Iterable[Line], units: Iterable[Unit]) -> list[tuple[Line, list[Cell | None]]]:
    """A row a period, a cell a unit; None where the unit has no part."""
    rows = []
    for line in found:
        cells = {cell.obligation.unit_id: cell for cell in line.cells}
        rows.append((line, [cells.get(unit.pk) for unit in units]))
    return rows


def chat_text(found: Iterable[Line], board: Board) -> str:
    """One line a period, to paste into a chat group; empty where all have reported."""
    told = []
    for number, line in enumerate(found, start=1):
        units = "、".join(str(cell.obligation.unit) for cell in line.silent)
        told.append(
            f"{number}. {clip(line.period.task.text, 40)}（{long_date(line.period.due_on)}前）：{units}"
        )
    head = f"截至{long_date(board.today)}，以下事项尚未填报，请及时办理："
    return "\n".join([head, *told]) if told else ""
