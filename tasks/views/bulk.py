"""The bar for many rows: one form, whose buttons say what is to be done with the rows that are ticked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.decisions import Refusal, require
from common.http import back, say
from tasks import permissions
from tasks.bulkforms import ActForm, BulkUnitsForm
from tasks.forms import DeadlineForm, HeadingForm
from tasks.models import Plan, Task
from tasks.services import arranging, bulk
from units.models import User
from units.requests import signed_in


def bulk_forms(plan: Plan, data: Any = None) -> dict[str, Any]:
    """The forms inside the bar, by what they are for."""
    return {
        "units": BulkUnitsForm(data, plan=plan, prefix="u"),
        "deadline": DeadlineForm(data, prefix="d"),
        "heading": HeadingForm(data, plan=plan, prefix="h"),
        "act": ActForm(data, prefix="a"),
    }


@require_POST
def plan_bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """``op`` names the button, ``pick`` the rows; what is wrong is said on the page one came from."""
    user = signed_in(request)
    plan = get_object_or_404(Plan.objects.visible_to(user).select_related("organisation"), pk=pk)
    require(permissions.may_edit_plan(user, plan))
    picks = [int(each) for each in request.POST.getlist("pick") if each.isdecimal()]
    tasks = list(plan.tasks.filter(pk__in=picks).order_by("position", "pk"))
    op = request.POST.get("op", "")
    try:
        if op in _PAGES:
            return _page_for(plan, tasks, op)
        say(request, _OPS.get(op, _nothing)(request, plan, tasks, user))
    except Refusal as refusal:
        messages.warning(request, refusal.reason)
    return back(request, "plan-detail", pk)


_PAGES = {"split": "task-split", "add": "plan-add"}


def _page_for(plan: Plan, tasks: list[Task], op: str) -> HttpResponse:
    """Splitting and adding have a page of their own."""
    if op == "add":
        after = f"?{urlencode({'after': tasks[-1].pk})}" if tasks else ""
        return redirect(reverse("plan-add", args=[plan.pk]) + after)
    if len(tasks) != 1:
        raise Refusal("请勾选一项要拆分的任务。")
    return redirect("task-split", tasks[0].pk)


def _nothing(request: HttpRequest, plan: Plan, tasks: list[Task], user: User) -> str:
    raise Refusal("请点要办理的那个按钮。")


def _valid(plan: Plan, name: str, request: HttpRequest) -> Any:
    form = bulk_forms(plan, request.POST)[name]
    if not form.is_valid():
        raise Refusal("；".join(error for errors in form.errors.values() for error in errors))
    return form


def _mark(request: HttpRequest) -> int:
    mark = request.POST.get("mark", "")
    return int(mark) if mark.isdecimal() else 0


def _units(request: HttpRequest, plan: Plan, tasks: list[Task], user: User) -> str:
    form = _valid(plan, "units", request)
    done = bulk.change_units(
        plan=plan,
        tasks=tasks,
        actor=user,
        now=timezone.now(),
        mode=form.mode(),
        assignments=form.assignments(),
        mark=_mark(request),
    )
    return f"{done.rows} 项任务的责任分工已修改。"


def _deadline(request: HttpRequest, plan: Plan, tasks: list[Task], user: User) -> str:
    deadline = _valid(plan, "deadline", request).deadline()
    done = bulk.change_deadline(
        plan=plan, tasks=tasks, actor=user, now=timezone.now(), deadline=deadline, mark=_mark(request)
    )
    return f"{done.rows} 项任务的完成时限已修改。"


def _heading(request: HttpRequest, plan: Plan, tasks: list[Task], user: User) -> str:
    requirement = _valid(plan, "heading", request).cleaned_data["requirement"]
    done = bulk.change_heading(
        plan=plan, tasks=tasks, actor=user, now=timezone.now(), requirement=requirement, mark=_mark(request)
    )
    return f"{done.rows} 项任务已移到“{requirement or '（无标题）'}”。"


def _act(request: HttpRequest, plan: Plan, tasks: list[Task], user: User) -> str:
    form = _valid(plan, "act", request)
    reached, without = bulk.act_on(
        plan=plan,
        tasks=tasks,
        actor=user,
        now=timezone.now(),
        act=form.act(),
        reason=form.cleaned_data["reason"],
    )
    rest = f"；{without} 项没有可以这样办理的事项" if without else ""
    return f"{reached} 件承办事项已办理{rest}。"


def _shift(step: int) -> Callable[[HttpRequest, Plan, list[Task], User], str]:
    def shift(request: HttpRequest, plan: Plan, tasks: list[Task], user: User) -> str:
        arranging.shift(plan=plan, tasks=tasks, actor=user, now=timezone.now(), step=step)
        return f"{len(tasks)} 项任务已{'上' if step < 0 else '下'}移。"

    return shift


def _join(request: HttpRequest, plan: Plan, tasks: list[Task], user: User) -> str:
    first, _ = arranging.join(plan=plan, tasks=tasks, actor=user, now=timezone.now())
    return f"{len(tasks)} 项任务已并为“{first}”。"


def _delete(request: HttpRequest, plan: Plan, tasks: list[Task], user: User) -> str:
    arranging.take_out(plan=plan, tasks=tasks, actor=user, now=timezone.now())
    return f"{len(tasks)} 项任务已从计划中删除，填报和佐证仍在办理记录中；可以“撤销上一步”。"


_OPS: dict[str, Callable[[HttpRequest, Plan, list[Task], User], str]] = {
    "units": _units,
    "deadline": _deadline,
    "heading": _heading,
    "act": _act,
    "up": _shift(-1),
    "down": _shift(1),
    "join": _join,
    "delete": _delete,
}
