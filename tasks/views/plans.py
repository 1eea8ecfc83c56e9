"""The list of plans, issuing and archiving one."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.http import say
from common.pagination import paginate
from tasks.models import Plan
from tasks.services import plans as services
from units.permissions import scope_of
from units.requests import signed_in

ROWS_A_PAGE = 50


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    found = (
        Plan.objects.visible_to(user)
        .select_related("organisation")
        .annotate(task_count=Count("tasks", filter=Q(tasks__withdrawn_at__isnull=True)))
        .order_by("-year", "-pk")
    )
    page = paginate(request, found, ROWS_A_PAGE)
    context = {"page": page, "may_import": scope_of(user).is_office}
    return render(request, "tasks/plan_list.html", context)


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
