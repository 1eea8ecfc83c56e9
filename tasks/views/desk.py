"""工作台: what I owe, what waits for me, what has happened, what comes next."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from tasks import desk
from tasks.lights import legend
from tasks.models import Obligation, Plan, TaskEvent
from tasks.silence import missing
from tasks.status import Board
from tasks.telling import brief
from tasks.views.offers import DECISIONS
from units.models import User
from units.permissions import Scope, scope_of
from units.requests import signed_in

NEWS = 8


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The desk for those who work on plans or answer for them; others are led to their own page."""
    user = signed_in(request)
    scope = scope_of(user)
    if not (scope.units or scope.is_office or scope.is_leader):
        return redirect("audit-list" if scope.audits and not scope.administers else "unit-list")
    board = Board.now()
    context = {
        "board": board,
        "scope": scope,
        "news": _news(user, _last_visit(request, user)),
        "next": desk.coming(user, board),
        "has_plans": Plan.objects.visible_to(user).exists(),
        "lacks_standing": scope.is_office and not _has_standing(scope),
        "legend": legend(board.thresholds),
    }
    context |= _own(request, user, board) | _read(user, scope, board)
    return render(request, "tasks/desk.html", context)


def _has_standing(scope: Scope) -> bool:
    """Whether the office has switched on any standing items yet."""
    return Plan.objects.filter(organisation__in=scope.offices, kind=Plan.Kind.STANDING).exists()


def _own(request: HttpRequest, user: User, board: Board) -> dict[str, object]:
    """What the person's own units owe, and what of it the address asks for."""
    found = desk.duties(user, board)
    asked = request.GET.get("need", "")
    chosen = [duty for duty in found if duty.need == asked]
    pressing = [duty for duty in found if duty.presses]
    later = [duty for duty in found if not duty.presses]
    return {
        "asked": asked if chosen else "",
        "tally": desk.tally(pressing),
        "later_tally": desk.tally(later),
        "pressing": chosen or pressing,
        "later": [] if chosen else later,
        "handed_in": desk.handed_in(user),
        "nearest": _nearest(found, board),
    }


def _nearest(found: list[desk.Duty], board: Board) -> tuple[dt.date, int] | None:
    """The next day on which something is due, and the working days until then."""
    ahead = [d.obligation.due_on for d in found if d.obligation.due_on >= board.today]
    if not ahead:
        return None
    return min(ahead), board.calendar.workdays_between(board.today, min(ahead))


def _read(user: User, scope: Scope, board: Board) -> dict[str, object]:
    """What waits for the office, and what is late in whatever the office or a leader reads."""
    if not (scope.is_office or scope.is_leader):
        return {"drafts": [], "silent_count": 0}
    waiting, overdue = desk.waiting(scope, board), desk.overdue(user, board)
    return {
        "waiting": waiting,
        "waiting_count": sum(len(batch.items) for batch in waiting),
        "asked_count": desk.asked(scope).count(),
        "overdue": overdue,
        "names_bureaus": _is_of_others(overdue, scope),
        "overdue_count": sum(len(batch.items) for batch in overdue),
        "silent_count": missing(user, board).count() if scope.is_office else 0,
        "drafts": Plan.objects.editable_by(user).filter(state=Plan.State.DRAFT)[:5],
        "decisions": DECISIONS,
    }


def _is_of_others(batches: list[desk.Batch], scope: Scope) -> bool:
    """A city office or leader reads several bureaus, whose plans share titles: they need the names."""
    owners = {batch.items[0][0].plan.organisation_id for batch in batches}
    return not owners <= scope.offices | scope.leads


def _last_visit(request: HttpRequest, user: User) -> dt.datetime | None:
    """When the desk was last open before this session; kept there, so that a reload shows the same news."""
    if "desk_since" not in request.session:
        request.session["desk_since"] = user.desk_seen_at.isoformat() if user.desk_seen_at else ""
        User.objects.filter(pk=user.pk).update(desk_seen_at=timezone.now())
    return parse_datetime(request.session["desk_since"])


def _news(user: User, since: dt.datetime | None) -> list[tuple[TaskEvent, str, bool]]:
    """What others did of late on what concerns this person, and whether it is new since the last visit."""
    others = TaskEvent.objects.exclude(actor=user).order_by("-at", "-pk")
    loaded = others.select_related("actor", "task", "obligation__unit", "obligation__period")
    # Each by its own index; a remark is on the task, whoever carries it.
    done = loaded.filter(obligation__in=_concerning(user))[:NEWS]
    theirs = Obligation.objects.visible_to(user).values("task")
    remarked = loaded.filter(act=TaskEvent.Act.REMARKED, task__in=theirs)[:NEWS]
    events = sorted([*done, *remarked], key=lambda event: (event.at, event.pk), reverse=True)[:NEWS]
    return [(event, brief(event), since is None or event.at > since) for event in events]


def _concerning(user: User) -> QuerySet[Obligation]:
    """A unit's people hear of their own items and of those they lead; office and leader of all they read."""
    scope = scope_of(user)
    seen = Obligation.objects.visible_to(user)
    if scope.is_office or scope.is_leader:
        return seen
    led = Obligation.objects.filter(unit__in=scope.units, decides=True).values("period")
    return seen.filter(Q(unit__in=scope.units) | Q(period__in=led))
