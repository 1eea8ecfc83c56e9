"""Pages of plans: the list, the table of one, issuing and archiving."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.http import say
from common.pagination import paginate
from tasks import permissions
from tasks.filters import TaskFilter, light_condition
from tasks.lights import Colour, legend
from tasks.models import Obligation, Plan, Requirement, Task
from tasks.services import plans as services
from tasks.status import Board, TaskStatus, statuses, with_status
from tasks.workflow import State
from units.models import Unit
from units.permissions import scope_of
from units.requests import signed_in

Row = tuple[Task, TaskStatus]
ROWS_A_PAGE = 100


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    found = (
        Plan.objects.visible_to(user)
        .select_related("organisation")
        .annotate(task_count=Count("tasks", filter=Q(tasks__withdrawn_at__isnull=True)))
        .order_by("-year", "-pk")
    )
    page = paginate(request, found, 50)
    context = {"page": page, "may_import": scope_of(user).is_office}
    return render(request, "tasks/plan_list.html", context)


@require_safe
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan as a living table; ``view=units`` groups by unit instead of by chapter."""
    user = signed_in(request)
    visible = Plan.objects.visible_to(user)
    plan = get_object_or_404(visible.select_related("organisation"), pk=pk)
    board = Board.now()
    tasks = Task.objects.in_force().filter(plan=plan)
    chosen = TaskFilter(request.GET, queryset=tasks, board=board, plans=visible)
    found = with_status(chosen.qs).order_by("position", "pk")
    page = paginate(request, found, ROWS_A_PAGE)
    rows = statuses(page.object_list, board)
    context = {
        "plan": plan,
        "filter": chosen,
        "page": page,
        "groups": _groups(rows),
        "figures": plan_figures(plan, board),
        "chapters": _chapters(plan),
        "units": _units(plan),
        "may_run": permissions.may_run_plans_of(user, plan.organisation),
        "legend": legend(board.thresholds),
        "board": board,
    }
    return render(request, "tasks/plan_detail.html", context)


def _groups(rows: list[Row]) -> list[tuple[list[Requirement], list[Row]]]:
    """Consecutive rows under one heading: (headings outermost first, rows)."""
    groups: list[tuple[list[Requirement], list[Row]]] = []
    last: int | None = -1
    for task, status in rows:
        if task.requirement_id != last or not groups:
            groups.append((_way(task.requirement), []))
            last = task.requirement_id
        groups[-1][1].append((task, status))
    return groups


def _way(requirement: Requirement | None) -> list[Requirement]:
    way: list[Requirement] = []
    while requirement is not None:
        way.insert(0, requirement)
        requirement = requirement.parent
    return way


def plan_figures(plan: Plan, board: Board) -> dict[str, int | str]:
    """Tasks in the plan, done, in progress, due soon, overdue; by the weightiest deciding obligation."""
    tasks = plan.tasks.in_force().filter(is_directive=True)
    deciding = Obligation.objects.filter(plan=plan, decides=True)
    counts = deciding.aggregate(
        open=Count(
            "task", distinct=True, filter=Q(state__in=(State.PENDING, State.RETURNED, State.SUBMITTED))
        ),
        overdue=Count("task", distinct=True, filter=light_condition(Colour.RED, board)),
        soon=Count("task", distinct=True, filter=light_condition(Colour.AMBER, board)),
    )
    finished = deciding.filter(state=State.ACCEPTED).values("task")
    still_open = deciding.filter(state__in=(State.PENDING, State.RETURNED, State.SUBMITTED)).values("task")
    done = tasks.filter(pk__in=finished).exclude(pk__in=still_open).count()
    total = tasks.count()
    rate = f"{100 * done / total:.0f}%" if total else ""
    return {"tasks": plan.tasks.in_force().count(), **counts, "done": done, "rate": rate}


def _chapters(plan: Plan) -> QuerySet[Requirement]:
    """Headings with the number of tasks directly under each; the template adds nothing up."""
    return (
        plan.requirements.filter(depth__lt=3)
        .annotate(
            task_count=_in_force("tasks")
            + _in_force("children__tasks")
            + _in_force("children__children__tasks")
        )
        .order_by("position")
    )


def _in_force(way: str) -> Count:
    return Count(way, distinct=True, filter=Q(**{f"{way}__withdrawn_at__isnull": True}))


def _units(plan: Plan) -> QuerySet[Unit]:
    """Units that have a part in the plan, themselves or through a collective."""
    named = Q(assignments__task__plan=plan)
    through = Q(member_of__assignments__task__plan=plan)
    return Unit.objects.filter(named | through).distinct().order_by("position", "pk")


@require_POST
def plan_issue(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    plan = get_object_or_404(Plan.objects.visible_to(user), pk=pk)
    plan = services.issue(plan=plan, actor=user, now=timezone.now())
    say(request, f"已下发：{plan.obligations.count()} 件承办事项已开启，到期前按规则提醒。")
    return redirect("plan-detail", pk)


@require_POST
def plan_archive(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    plan = get_object_or_404(Plan.objects.visible_to(user), pk=pk)
    services.archive(plan=plan, actor=user, now=timezone.now())
    say(request, "已归档，计划仍可查阅，不再提醒。")
    return redirect("plan-detail", pk)
