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
from tasks.status import Board, statuses, with_status
from tasks.views import dossier
from units.permissions import scope_of
from units.requests import signed_in

ROWS_A_PAGE = 50


@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    board = Board.now()
    plans = Plan.objects.visible_to(user)
    chosen = TaskFilter(
        request.GET, queryset=Task.objects.visible_to(user).in_force(), board=board, plans=plans
    )
    found = with_status(chosen.qs).order_by("-plan__year", "plan", "position", "pk")
    page = paginate(request, found, ROWS_A_PAGE)
    context = {
        "page": page,
        "rows": statuses(page.object_list, board),
        "filter": chosen,
        "legend": legend(board.thresholds),
        "board": board,
    }
    return render(request, "tasks/task_list.html", context)


@require_safe
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """``history`` chooses a kind of history, ``whole`` shows all of it."""
    user = signed_in(request)
    board = Board.now()
    task = get_object_or_404(with_status(Task.objects.visible_to(user)), pk=pk)
    status = board.task(task)
    visible = set(Obligation.objects.visible_to(user).filter(task=task).values_list("pk", flat=True))
    asked, whole = request.GET.get("history", ""), "whole" in request.GET
    context = {
        "task": task,
        "status": status,
        "sheets": dossier.sheets(user, status, visible),
        "history": dossier.history(user, task, asked, whole=whole),
        "may_edit": permissions.may_edit(user, task),
        "columns": list(zip(task.plan.columns, task.cells, strict=False)),
        "legend": legend(board.thresholds),
        "scope": scope_of(user),
        "board": board,
        "may": attention.may_attend(user, task),
        "watched": Watch.objects.filter(user=user, task=task).exists(),
        "remarks": task.remarks.select_related("author"),
    }
    return render(request, "tasks/task_detail.html", context)
