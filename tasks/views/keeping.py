"""Undoing, saved views, and who else is at the table."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.decisions import Refusal, require
from common.http import back, say
from tasks import permissions
from tasks.models import Plan, SavedView
from tasks.services import keeping
from tasks.services.bulk import mark_of
from tasks.services.undo import last_of, undo
from units.models import User
from units.requests import signed_in
from units.sessions import polled


def _plan(user: User, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(user).select_related("organisation"), pk=pk)


@require_POST
def plan_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the batch that is named, else one's own last one."""
    user = signed_in(request)
    plan = _plan(user, pk)
    require(permissions.may_edit_plan(user, plan))
    try:
        batch = _batch(request, plan, user)
        count = undo(plan=plan, actor=user, now=timezone.now(), batch=batch)
    except Refusal as refusal:
        messages.warning(request, refusal.reason)
    else:
        say(request, f"已撤销，{count} 处改了回去。如需恢复，可在“修改记录”里撤销这次撤销。")
    return back(request, "plan-detail", pk)


def _batch(request: HttpRequest, plan: Plan, user: User) -> uuid.UUID:
    named = request.POST.get("batch", "")
    if named:
        try:
            return uuid.UUID(named)
        except ValueError:
            raise Refusal("没有找到这次修改。") from None
    last = last_of(plan, user)
    if last is None or last.batch is None:
        raise Refusal("没有可以撤销的修改：您在这个计划里还没有改过，或都已撤销。")
    return last.batch


@polled
@require_POST
def plan_here(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked by an open table every half minute: who else edits, and whether they have changed something."""
    user = signed_in(request)
    plan = _plan(user, pk)
    require(permissions.may_edit_plan(user, plan))
    others = keeping.here(plan=plan, user=user, now=timezone.now())
    mark = request.POST.get("mark", "")
    since = plan.events.filter(pk__gt=int(mark)) if mark.isdecimal() else plan.events.none()
    changed = since.exclude(actor=user).filter(batch__isnull=False).exists()
    context = {"plan": plan, "others": others, "changed": changed, "mark": mark or mark_of(plan)}
    return render(request, "tasks/_here.html", context)


@require_POST
def view_save(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    plan = _plan(user, pk)
    view = keeping.save_view(
        plan=plan,
        owner=user,
        name=request.POST.get("name", ""),
        query=request.POST.get("query", ""),
        shared="shared" in request.POST,
    )
    say(request, f"视图“{view}”已保存，在左侧“常用视图”里。")
    return redirect(f"{reverse('plan-detail', args=[pk])}?{view.query}")


@require_POST
def view_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own views only: another's is not there."""
    view = get_object_or_404(SavedView.objects.filter(owner=signed_in(request)), pk=pk)
    view.delete()
    say(request, f"视图“{view}”已删除。")
    return redirect("plan-detail", view.plan_id)
