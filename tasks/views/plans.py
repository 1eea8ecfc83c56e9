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
from tasks.filters import PROGRESS_CONDITIONS, TaskFilter, weighed
from tasks.lights import legend
from tasks.models import Plan, Requirement, Task
from tasks.services import plans as services
from tasks.status import Board, TaskStatus, statuses, with_status
from units.models import Membership, Unit
from units.permissions import Role, scope_of
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
    units = _units(plan)
    context = {
        "plan": plan,
        "before_release": _before_release(plan, units, board) if plan.is_draft else None,
        "filter": chosen,
        "page": page,
        "groups": _groups(rows),
        "figures": plan_figures(plan, board),
        "chapters": _chapters(plan),
        "units": units,
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
    """All tasks, and the directive ones parted into done, doing, soon and overdue: they add up."""
    tasks = plan.tasks.in_force()
    parts = weighed(tasks, board).aggregate(
        **{name: Count("pk", filter=condition) for name, condition in PROGRESS_CONDITIONS.items()}
    )
    counts: dict[str, int | str] = dict(parts)
    directive = tasks.filter(is_directive=True).count()
    rate = f"{100 * int(counts['done']) / directive:.0f}%" if directive else ""
    return {"tasks": tasks.count(), **counts, "rate": rate}


def _before_release(plan: Plan, units: QuerySet[Unit], board: Board) -> dict[str, object]:
    """What a clerk should know before a draft is issued: dates gone by, units that nobody answers for."""
    answering = Membership.objects.current(board.today).filter(role__in=(Role.HEAD, Role.HANDLER))
    return {
        "late": plan.tasks.in_force().filter(due_on__lt=board.today).count(),
        "deserted": list(units.exclude(pk__in=answering.values("unit"))),
    }


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
