"""工作台: what I owe, what waits for me, what has happened, what comes next."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from tasks.filters import light_condition
from tasks.lights import Colour, Light, legend
from tasks.models import Obligation, Period, Plan, TaskEvent
from tasks.status import Board
from tasks.telling import sentence
from tasks.views.offers import DECISIONS
from tasks.workflow import State
from units.models import User
from units.permissions import Scope, scope_of
from units.requests import signed_in

Lit = tuple[Obligation, Light]
ROWS = 60
NEWS = 8
NEXT_DAYS = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The desk for those who work on plans; others are led to their own page."""
    user = signed_in(request)
    scope = scope_of(user)
    if not (scope.units or scope.is_office):
        return redirect(_own_page(scope))
    board = Board.now()
    since = _last_visit(request, user)
    return render(
        request,
        "tasks/desk.html",
        {
            "board": board,
            "scope": scope,
            "owed": _owed(user, board) if scope.units else [],
            "later": _later(user, board) if scope.units else 0,
            "handed_in": _handed_in(user) if scope.units else [],
            "waiting": _lit(_waiting(scope), board) if scope.is_office else [],
            "overdue": _lit(_overdue(scope, board), board) if scope.is_office else [],
            "drafts": Plan.objects.filter(organisation__in=scope.offices, state=Plan.State.DRAFT)[:5],
            "news": _news(user, since),
            "next": _next(user, scope, board),
            "has_plans": Plan.objects.visible_to(user).exists(),
            "decisions": DECISIONS,
            "legend": legend(board.thresholds),
        },
    )


def _own_page(scope: Scope) -> str:
    if scope.is_leader:
        return "dashboard"
    if scope.audits and not scope.administers:
        return "audit-list"
    return "unit-list"


def _last_visit(request: HttpRequest, user: User) -> dt.datetime | None:
    """When the desk was last open before this session; kept there, so that a reload shows the same news."""
    if "desk_since" not in request.session:
        request.session["desk_since"] = user.desk_seen_at.isoformat() if user.desk_seen_at else ""
        User.objects.filter(pk=user.pk).update(desk_seen_at=timezone.now())
    return parse_datetime(request.session["desk_since"])


def _lit(obligations: QuerySet[Obligation], board: Board) -> list[Lit]:
    return [(o, board.light(o)) for o in obligations.with_everything()[:ROWS]]  # type: ignore[attr-defined]


def _mine(user: User) -> QuerySet[Obligation]:
    return Obligation.objects.owed_by(user).filter(state__in=(State.PENDING, State.RETURNED))


def _pressing(board: Board) -> Q:
    lit = light_condition(Colour.RED, board) | light_condition(Colour.AMBER, board)
    return lit | light_condition(Colour.BLUE, board)


def _owed(user: User, board: Board) -> list[Lit]:
    """What presses first: overdue, returned, due soon; then the rest by date as far as the page holds."""
    weight = {colour: number for number, colour in enumerate(Colour)}
    lit = _lit(_mine(user).order_by("due_on", "plan", "task__position"), board)
    return sorted(lit, key=lambda pair: weight[pair[1].colour])


def _later(user: User, board: Board) -> int:
    return _mine(user).exclude(_pressing(board)).count()


def _handed_in(user: User) -> QuerySet[Obligation]:
    """What the person's units have submitted and the office has not decided yet."""
    submitted = Obligation.objects.owed_by(user).filter(state=State.SUBMITTED)
    return submitted.with_everything().order_by("-submitted_on", "pk")[:ROWS]


def _waiting(scope: Scope) -> QuerySet[Obligation]:
    return (
        Obligation.objects.filter(
            plan__organisation__in=scope.offices, plan__state=Plan.State.ISSUED, state=State.SUBMITTED
        )
        .prefetch_related("reports__evidence")
        .order_by("submitted_on", "due_on", "pk")
    )


def _overdue(scope: Scope, board: Board) -> QuerySet[Obligation]:
    return Obligation.objects.filter(
        light_condition(Colour.RED, board),
        plan__organisation__in=scope.offices,
        plan__state=Plan.State.ISSUED,
    ).order_by("due_on", "pk")


def _news(user: User, since: dt.datetime | None) -> list[tuple[TaskEvent, str, bool]]:
    """What others did of late on what this person may see, and whether it is new since the last visit."""
    events = (
        TaskEvent.objects.filter(obligation__in=Obligation.objects.visible_to(user))
        .exclude(actor=user)
        .select_related("actor", "task", "obligation__unit", "obligation__period")
        .order_by("-at", "-pk")[:NEWS]
    )
    return [(event, sentence(event), since is None or event.at > since) for event in events]


def _next(user: User, scope: Scope, board: Board) -> QuerySet[Period]:
    """What falls due next, with the number of units that still owe: own units', else the office's plans'."""
    base = Obligation.objects.owed_by(user) if scope.units else _office(scope)
    until = board.today + dt.timedelta(days=NEXT_DAYS)
    owed = base.filter(state=State.PENDING, due_on__gte=board.today, due_on__lte=until)
    return (
        Period.objects.filter(obligations__in=owed)
        .annotate(owing=Count("obligations"))
        .select_related("task")
        .order_by("due_on", "pk")[:8]
    )


def _office(scope: Scope) -> QuerySet[Obligation]:
    return Obligation.objects.filter(plan__organisation__in=scope.offices, plan__state=Plan.State.ISSUED)
