"""What stands on the desk: a unit's duties by what they need, the office's decisions, what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from django.db.models import Count, Prefetch, Q, QuerySet

from tasks.filters import light_condition
from tasks.lights import Colour, Light
from tasks.models import Extension, Obligation, Period, Plan, ProgressReport
from tasks.services.progress import LEADING
from tasks.status import Board
from tasks.workflow import SUBMITTABLE, State
from units.models import User
from units.permissions import Scope, scope_of

ROWS = 60
NEXT_ROWS = 8
NEXT_DAYS = 60
TOLD = Q(reported_on__isnull=False) | Q(state__in=(State.SUBMITTED, State.ACCEPTED))


class Need(StrEnum):
    """What a unit's open duty needs next, the most pressing first."""

    OVERDUE = "overdue"
    RETURNED = "returned"
    SUBMIT = "submit"
    SOON = "soon"
    REPORT = "report"
    GOING = "going"


NEED_LABELS: dict[Need, str] = {
    Need.OVERDUE: "逾期",
    Need.RETURNED: "已退回",
    Need.SUBMIT: "待提交",
    Need.SOON: "临期",
    Need.REPORT: "待填报",
    Need.GOING: "推进中",
}


@dataclass(frozen=True, slots=True)
class Duty:
    """An open obligation on its unit's desk; ``others`` are the co-units of a lead: (told, all)."""

    obligation: Obligation
    light: Light
    need: Need
    # Whether the person is the one who hands it in.
    is_head: bool
    others: tuple[int, int] | None = None

    @property
    def must_say_why(self) -> bool:
        """Handed in by a lead while co-units are silent: the page of the act asks for the reason."""
        return self.others is not None and self.others[0] < self.others[1]

    @property
    def ready(self) -> bool:
        """What is reported may be handed in, however late it is; a head need not report again first."""
        return is_ready(self.obligation)

    @property
    def to_report(self) -> bool:
        """Whether the next step is a report: nothing can be handed in, or the office asked for more."""
        return not self.ready or bool(self.obligation.returned_reason)

    @property
    def presses(self) -> bool:
        if self.need is Need.SUBMIT:
            return self.is_head
        return self.need in {Need.OVERDUE, Need.RETURNED, Need.SOON}


@dataclass(frozen=True, slots=True)
class Batch:
    """Obligations of one period, whose text is shown once."""

    period: Period
    items: list[tuple[Obligation, Light]]


def is_ready(obligation: Obligation) -> bool:
    """Reported with a word that may be handed in."""
    return obligation.reported_on is not None and obligation.completion in set(map(str, SUBMITTABLE))


def need_of(obligation: Obligation, light: Light) -> Need:
    """Each open obligation stands in exactly one group; ``light`` is its own."""
    if light.colour is Colour.RED:
        return Need.OVERDUE
    if obligation.state == State.RETURNED:
        return Need.RETURNED
    if is_ready(obligation):
        return Need.SUBMIT
    if light.colour in {Colour.AMBER, Colour.BLUE}:
        return Need.SOON
    return Need.GOING if obligation.reported_on else Need.REPORT


def duties(user: User, board: Board) -> list[Duty]:
    """What the person's units owe in plans in force, most pressing first."""
    scope = scope_of(user)
    if not scope.units:
        return []
    owed = Obligation.objects.owed_by(user).filter(state__in=(State.PENDING, State.RETURNED))
    rows = list(owed.with_everything().order_by("due_on", "plan", "task__position")[:ROWS])
    others = _others([o.period_id for o in rows if o.role in LEADING], scope)
    found = []
    for obligation in rows:
        light = board.light(obligation)
        is_head = obligation.unit_id in scope.heads
        co_units = others.get(obligation.period_id) if obligation.role in LEADING else None
        found.append(Duty(obligation, light, need_of(obligation, light), is_head, co_units))
    places = {need: place for place, need in enumerate(Need)}
    # What is written waits for one click of the head; who may not hand it in has nothing to do there.
    return sorted(found, key=lambda duty: (not duty.presses, places[duty.need]))


def _others(periods: Iterable[int], scope: Scope) -> dict[int, tuple[int, int]]:
    """Of the other units in these periods: how many have told, and how many there are."""
    there = Obligation.objects.filter(period__in=list(periods)).exclude(unit__in=scope.units)
    counted = (
        there.exclude(state=State.WAIVED)
        .order_by()
        .values("period")
        .annotate(told=Count("pk", filter=TOLD), all=Count("pk"))
    )
    return {row["period"]: (row["told"], row["all"]) for row in counted}


def tally(found: Iterable[Duty]) -> list[tuple[Need, str, int]]:
    """(need, word, number) of those that occur."""
    numbers = dict.fromkeys(Need, 0)
    for duty in found:
        numbers[duty.need] += 1
    return [(need, NEED_LABELS[need], number) for need, number in numbers.items() if number]


def handed_in(user: User) -> QuerySet[Obligation]:
    """What the person's units have submitted and the office has not decided yet."""
    submitted = Obligation.objects.owed_by(user).filter(state=State.SUBMITTED)
    return submitted.with_everything().order_by("-submitted_on", "pk")[:ROWS]


def waiting(scope: Scope, board: Board) -> list[Batch]:
    """What the office has to decide, longest waiting first."""
    reports = ProgressReport.objects.prefetch_related("evidence").order_by("-created_at", "-pk")
    submitted = _run_by(scope).filter(state=State.SUBMITTED)
    ordered = submitted.order_by("submitted_on", "due_on", "pk")
    return _batches(ordered.prefetch_related(Prefetch("reports", reports)), board)


def asked(scope: Scope) -> QuerySet[Extension]:
    """Requests for a later day that wait for the office's answer."""
    return Extension.objects.filter(state=Extension.State.ASKED, obligation__in=_run_by(scope))


def overdue(user: User, board: Board) -> list[Batch]:
    """What is late in whatever the office or leader reads, most late first."""
    late = Obligation.objects.visible_to(user).filter(
        light_condition(Colour.RED, board), plan__state=Plan.State.ISSUED
    )
    return _batches(late.order_by("due_on", "period", "pk"), board)


def _batches(obligations: QuerySet[Obligation], board: Board) -> list[Batch]:
    """At most ROWS obligations, those of one period together where the first of them stands."""
    rows = list(obligations.with_everything()[:ROWS])  # type: ignore[attr-defined]
    for each in rows:
        each.period.task = each.task
    first = {o.period_id: place for place, o in reversed(list(enumerate(rows)))}
    rows.sort(key=lambda o: first[o.period_id])
    return [
        Batch(items[0].period, [(o, board.light(o)) for o in items])
        for _, found in groupby(rows, key=lambda o: o.period_id)
        for items in [list(found)]
    ]


def coming(user: User, board: Board) -> QuerySet[Period]:
    """What falls due next, with the number of units that still owe: own units', else all that is read."""
    if scope_of(user).units:
        base = Obligation.objects.owed_by(user)
    else:
        base = Obligation.objects.visible_to(user).filter(plan__state=Plan.State.ISSUED)
    until = board.today + dt.timedelta(days=NEXT_DAYS)
    owed = base.filter(state=State.PENDING, due_on__gte=board.today, due_on__lte=until)
    return (
        Period.objects.filter(obligations__in=owed)
        .annotate(owing=Count("obligations"))
        .select_related("task__plan__organisation")
        .order_by("due_on", "pk")[:NEXT_ROWS]
    )


def _run_by(scope: Scope) -> QuerySet[Obligation]:
    return Obligation.objects.filter(plan__organisation__in=scope.offices, plan__state=Plan.State.ISSUED)
