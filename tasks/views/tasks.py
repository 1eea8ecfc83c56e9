"""The list of tasks and the page of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.pagination import paginate
from tasks import permissions
from tasks.filters import TaskFilter
from tasks.lights import legend
from tasks.models import Obligation, Plan, Task, TaskEvent
from tasks.silence import Chase
from tasks.status import Board, statuses, with_status
from tasks.telling import sentence
from tasks.views.offers import offer
from tasks.workflow import Act
from units.models import User
from units.permissions import scope_of
from units.requests import signed_in

ROWS_A_PAGE = 50
EVENTS_SHOWN = 50


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
    user = signed_in(request)
    board = Board.now()
    task = get_object_or_404(with_status(Task.objects.visible_to(user)), pk=pk)
    status = board.task(task)
    chase = Chase.of(user, [period.period.pk for period in status.periods])
    visible = set(Obligation.objects.visible_to(user).filter(task=task).values_list("pk", flat=True))
    events = task.events.select_related("actor", "obligation__unit", "obligation__period")[:EVENTS_SHOWN]
    context = {
        "task": task,
        "status": status,
        "periods": [
            (
                period,
                [_shown(user, o, period.lights[o.pk], chase) for o in period.obligations if o.pk in visible],
            )
            for period in reversed(status.periods)
        ],
        "events": [(event, sentence(event)) for event in events if _may_read(event, visible)],
        "may_edit": permissions.may_edit(user, task),
        "columns": zip(task.plan.columns, task.cells, strict=False),
        "legend": legend(board.thresholds),
        "scope": scope_of(user),
        "board": board,
    }
    return render(request, "tasks/task_detail.html", context)


def _may_read(event: TaskEvent, visible: set[int]) -> bool:
    return event.obligation_id is None or event.obligation_id in visible


def _shown(user: User, obligation: Obligation, light: object, chase: Chase) -> dict[str, object]:
    """An obligation with its reports and the person's acts: the possible ones, the others with the reason."""
    offered = [
        offer(user, act, obligation)
        for act in Act
        if act is not Act.REPORT and act not in permissions.EXTENDING and _is_theirs(user, obligation, act)
    ]
    return {
        "obligation": obligation,
        "light": light,
        "reports": obligation.reports.select_related("author").prefetch_related("evidence"),
        "possible": [each for each in offered if each.decision],
        "denied": [each for each in offered if not each.decision],
        "may_chase": chase.may(obligation),
        "may_report": permissions.may(user, Act.REPORT, obligation),
    }


def _is_theirs(user: User, obligation: Obligation, act: Act) -> bool:
    """Whether the act belongs to this person's work at all; others' acts are not even shown disabled."""
    scope = scope_of(user)
    if act in permissions.OFFICE_ACTS:
        return obligation.plan.organisation_id in scope.offices
    return obligation.unit_id in scope.units
