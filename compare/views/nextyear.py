"""Next year's plan from this year's: what will be made, then the draft."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.http import say
from compare.moving import moved_title
from compare.permissions import comparable
from compare.services import drafting
from compare.views.access import comparing_person
from tasks.deadlines import DeadlineKind
from units.models import Unit


@require_http_methods(["GET", "HEAD", "POST"])
def plan_next(request: HttpRequest, pk: int) -> HttpResponse:
    user = comparing_person(request)
    plan = get_object_or_404(comparable(user), pk=pk)
    if request.method == "POST":
        made, is_new = drafting.draft_next_year(plan=plan, actor=user, now=timezone.now())
        count = made.tasks.count()
        say(
            request,
            f"已起草 {count} 项任务，请核对时限和文字。" if is_new else "已有由它起草的草稿，接着改即可。",
        )
        return redirect("plan-detail", made.pk)
    tasks = plan.tasks.in_force()
    context = {
        "plan": plan,
        "title": moved_title(plan.title, plan.year),
        "standing": drafting.drafted_from(plan),
        "count": tasks.count(),
        "dated": tasks.filter(deadline_kind=DeadlineKind.DATE).count(),
        "gone": Unit.objects.filter(
            assignments__task__in=tasks.order_by(), retired_on__isnull=False, successor=None
        ).distinct(),
    }
    return render(request, "compare/next.html", context)
