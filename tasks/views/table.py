"""The plan as a living table: filters, order and grouping in the address; the same by unit and by month."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.pagination import paginate
from tasks import permissions
from tasks.arrangement import GROUPS, Arrangement
from tasks.filters import PROGRESS_CONDITIONS, TaskFilter, weighed
from tasks.lights import legend
from tasks.models import Plan, SavedView, Task
from tasks.planviews import Chapter, by_unit, chapters, month_of, under, units_of, unpublished_years
from tasks.services.bulk import mark_of
from tasks.status import Board, statuses
from tasks.views import past
from tasks.views.bulk import bulk_forms
from units.models import Membership, Unit, User
from units.permissions import Role
from units.requests import signed_in

ROWS_A_PAGE = 100
VIEWS = {"table": "表格", "units": "单位", "calendar": "日历"}
# What a saved view keeps of the address.
KEPT = (
    "q", "chapter", "unit", "light", "state", "kind", "progress", "due_from", "due_to",
    "view", "group", "sort", "cols",
)  # fmt: skip
# What the filter form takes along without showing it.
CARRIED = ("view", "month", "sort", "cols")


@require_safe
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """``view``: table, units or calendar (``month``); ``on``: the table as it stood on a past day."""
    user = signed_in(request)
    visible = Plan.objects.visible_to(user)
    plan = get_object_or_404(visible.select_related("organisation"), pk=pk)
    if day := _past_day(request):
        return past.plan_past(request, plan, day)
    board = Board.now()
    tasks = Task.objects.in_force().filter(plan=plan)
    chosen = TaskFilter(request.GET, queryset=tasks, board=board, plans=visible)
    view = request.GET.get("view", "table")
    found = chapters(plan)
    units = list(units_of(plan))
    context = {
        "plan": plan,
        "before_release": _before_release(plan, units, board) if plan.is_draft else None,
        "filter": chosen,
        "figures": plan_figures(plan, board),
        "chapters": found,
        "units": units,
        "may_run": permissions.may_run_plans_of(user, plan.organisation),
        "unpublished": unpublished_years(plan, board.calendar),
        "legend": legend(board.thresholds),
        "board": board,
        "view": view if view in VIEWS else "table",
        "views": VIEWS,
        "saved": _saved_views(request, plan, user),
        "kept": _kept(request),
        "carried": [(name, request.GET[name]) for name in CARRIED if request.GET.get(name)],
        **_shown(request, plan, chosen, board, found),
    }
    return render(request, "tasks/plan_detail.html", context)


def _past_day(request: HttpRequest) -> dt.date | None:
    try:
        return dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def _shown(
    request: HttpRequest, plan: Plan, chosen: TaskFilter, board: Board, found: list[Chapter]
) -> dict[str, Any]:
    """What the chosen sight needs, beside the head that all share."""
    view = request.GET.get("view")
    if view == "units":
        return {"lines": by_unit(plan, chosen.qs, board)}
    if view == "calendar":
        return {"month": month_of(plan, chosen.qs, board, request.GET.get("month", ""))}
    arrangement = Arrangement.of(request.GET)
    wide = request.GET.get("cols") == "all"
    may_edit = permissions.may_edit_plan(signed_in(request), plan)
    rows = arrangement.ordered(chosen.qs.defer("cells", "place"), board)
    page = paginate(request, rows, ROWS_A_PAGE)
    return {
        "page": page,
        "arrangement": arrangement,
        "groupings": GROUPS,
        "groups": arrangement.groups(statuses(under(page.object_list, plan, found), board)),
        "wide": wide,
        "columns": 6 + wide + bool(may_edit),
        "editing": may_edit,
        **(_editing(plan) if may_edit else {}),
    }


def _editing(plan: Plan) -> dict[str, Any]:
    """The bar for many rows, and how far the page has seen the plan's history."""
    return {"mark": mark_of(plan), "forms": bulk_forms(plan)}


def _kept(request: HttpRequest) -> str:
    """The part of the address that a saved view keeps."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in KEPT or not kept[name]:
            del kept[name]
    return kept.urlencode()


def _saved_views(request: HttpRequest, plan: Plan, user: User) -> list[tuple[SavedView, bool]]:
    kept = _kept(request)
    found = SavedView.objects.visible_to(user).filter(plan=plan).select_related("owner")
    return [(view, view.query == kept) for view in found]


def plan_figures(plan: Plan, board: Board) -> dict[str, int | str]:
    """All tasks, and the directive ones parted into done, doing, soon and overdue: they add up."""
    tasks = plan.tasks.in_force()
    parts = weighed(tasks, board).aggregate(
        **{name: Count("pk", filter=condition) for name, condition in PROGRESS_CONDITIONS.items()}
    )
    counts: dict[str, int | str] = dict(parts)
    directive = tasks.filter(is_directive=True).count()
    rate = f"{100 * int(counts['done']) / directive:.0f}%" if directive else ""
    return {"tasks": tasks.count(), **counts, "rate": rate}


def _before_release(plan: Plan, units: list[Unit], board: Board) -> dict[str, object]:
    """What a clerk should know before a draft is issued: dates gone by, units that nobody answers for."""
    answering = Membership.objects.current(board.today).filter(role__in=(Role.HEAD, Role.HANDLER))
    answered = set(answering.filter(unit__in=units).values_list("unit", flat=True))
    return {
        "late": plan.tasks.in_force().filter(due_on__lt=board.today).count(),
        "deserted": [unit for unit in units if unit.pk not in answered],
    }
