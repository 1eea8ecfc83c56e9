"""谁还没报: periods × units, a reminder by hand, and a text to paste into a chat group."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.dates import long_date
from common.pagination import paginate
from common.text import clip
from tasks.lights import Light
from tasks.models import Obligation, Period, Plan
from tasks.status import Board
from tasks.workflow import State
from units.models import User
from units.permissions import scope_of
from units.requests import signed_in

Group = tuple[Period, list[Obligation], list[tuple[Obligation, Light]]]
# Periods that end later than this are nobody's worry yet.
HORIZON_DAYS = 30
ROWS_A_PAGE = 200


@require_safe
def silent(request: HttpRequest) -> HttpResponse:
    """Open obligations due within the horizon on which nothing was reported; grouped by task and period."""
    user = signed_in(request)
    board = Board.now()
    horizon = board.today + dt.timedelta(days=HORIZON_DAYS)
    missing = (
        Obligation.objects.visible_to(user)
        .filter(_of_own_plans(user), plan__state=Plan.State.ISSUED, due_on__lte=horizon)
        .filter(Q(state=State.RETURNED) | Q(state=State.PENDING, reported_on__isnull=True))
        .with_everything()
        .order_by("due_on", "plan", "task__position", "period", "unit__position", "unit")
    )
    tally = _tally(missing)
    chosen = _chosen(request)
    page = paginate(request, missing.filter(**chosen), ROWS_A_PAGE)
    groups = [
        (items[0].period, items, [(o, board.light(o)) for o in items])
        for _, found in groupby(page.object_list, key=lambda o: o.period_id)
        for items in [list(found)]
    ]
    context = {
        "page": page,
        "tally": tally,
        "chosen": chosen,
        "groups": groups,
        "text": _text(groups, board),
        "horizon": horizon,
        "board": board,
        "scope": scope_of(user),
    }
    return render(request, "tasks/silent.html", context)


def _of_own_plans(user: User) -> Q:
    """For the office its plans; for a unit's people the tasks on which their unit decides (it leads)."""
    scope = scope_of(user)
    led = Obligation.objects.filter(unit__in=scope.units, decides=True).values("period")
    return Q(plan__organisation__in=scope.offices) | Q(period__in=led)


def _tally(missing: QuerySet[Obligation]) -> list[tuple[int, str, int]]:
    """Who: (unit's id, name, number of items), most first."""
    counted = missing.order_by().values("unit", "unit__name").annotate(number=Count("pk"))
    return [(row["unit"], row["unit__name"], row["number"]) for row in counted.order_by("-number", "unit")]


def _chosen(request: HttpRequest) -> dict[str, int]:
    """The filters of the address, ``unit`` and ``plan``; what is no number is not asked."""
    return {name: int(value) for name in ("unit", "plan") if (value := request.GET.get(name, "")).isdecimal()}


def _text(groups: list[Group], board: Board) -> str:
    """One line a period for a chat group."""
    lines = []
    for number, (period, items, _) in enumerate(groups, start=1):
        units = "、".join(str(o.unit) for o in items)
        lines.append(f"{number}. {clip(period.task.text, 40)}（{long_date(period.due_on)}前）：{units}")
    return (
        f"截至{long_date(board.today)}，以下事项尚未填报，请及时办理：\n" + "\n".join(lines) if lines else ""
    )
