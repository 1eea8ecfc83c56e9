"""The list of tasks and the page of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.pagination import paginate
from tasks import permissions
from tasks.filters import TaskFilter
from tasks.lights import legend
from tasks.models import Obligation, Plan, Task, Watch
from tasks.services import attention
from tasks.status import Board, status_of, statuses
from tasks.views import dossier
from units.models import User
from units.permissions import scope_of
from units.requests import signed_in

ROWS_A_PAGE = 50
# The printed source, which a list does not show.
UNLISTED = ("cells", "place", "plan__columns")


@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    board = Board.now()
    plans = Plan.objects.visible_to(user)
    chosen = TaskFilter(
        request.GET, queryset=Task.objects.visible_to(user).in_force(), board=board, plans=plans
    )
    found = chosen.qs.select_related("plan").defer(*UNLISTED)
    found = found.order_by("-plan__year", "-plan_id", "position", "pk")
    page = paginate(request, found, ROWS_A_PAGE)
    context = {
        "page": page,
        "rows": statuses(page.object_list, board),
        "filter": chosen,
        "editing": False,
        "wide": False,
        "legend": legend(board.thresholds),
        "board": board,
    }
    return render(request, "tasks/task_list.html", context)


@require_safe
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """``history`` chooses a kind of history, ``whole`` shows all of it."""
    user = signed_in(request)
    board = Board.now()
    tasks = Task.objects.visible_to(user).select_related("plan__organisation", "requirement__parent")
    task = get_object_or_404(tasks, pk=pk)
    status = status_of(task, board)
    scope = scope_of(user)
    # Most who come here read the plan whole; the others see what concerns their own units.
    reads_all = scope.reads(task.plan.organisation)
    visible = status.obligation_ids if reads_all else _visible(user, task)
    asked, whole = request.GET.get("history", ""), "whole" in request.GET
    context = {
        "task": task,
        "status": status,
        "sheets": dossier.sheets(user, status, visible),
        "history": dossier.history(
            task.events.all() if reads_all else task.events.visible_to(user), asked, whole=whole
        ),
        "may_edit": permissions.may_edit(user, task),
        "columns": list(zip(task.plan.columns, task.cells, strict=False)),
        "legend": legend(board.thresholds),
        "scope": scope,
        "board": board,
        "may": attention.may_attend(user, task),
        "watched": Watch.objects.filter(user=user, task=task).exists(),
        "remarks": task.remarks.select_related("author"),
    }
    return render(request, "tasks/task_detail.html", context)


def _visible(user: User, task: Task) -> set[int]:
    return set(Obligation.objects.visible_to(user).filter(task=task).values_list("pk", flat=True))
