"""A new row of a plan's table, and one row into several."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.decisions import Refusal, require
from common.http import say
from tasks import permissions
from tasks.bulkforms import NewTaskForm, SplitForm, proposed_parts
from tasks.models import Plan, Task
from tasks.services import arranging
from tasks.services.plans import Headings, NewTask
from tasks.views.editing import posted_lines
from units.models import User
from units.requests import signed_in

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def plan_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new task; ``after`` names the row behind which it goes."""
    user = signed_in(request)
    plan = get_object_or_404(Plan.objects.visible_to(user).select_related("organisation"), pk=pk)
    require(permissions.may_edit_plan(user, plan))
    asked = request.GET.get("after", "")
    after = plan.tasks.in_force().filter(pk=int(asked)).first() if asked.isdecimal() else None
    form = NewTaskForm(request.POST or None, plan=plan)
    if after is not None:
        del form.fields["requirement"]
    if request.method == "POST" and form.is_valid():
        try:
            added = _add(plan, user, form, after)
        except Refusal as refusal:
            form.add_error(None, refusal.reason)
        else:
            say(request, "已新增一项任务。")
            return redirect(f"{reverse('plan-detail', args=[pk])}#task-{added.pk}")
    context = {"plan": plan, "after": after, "form": form}
    return render(request, "tasks/plan_add.html", context, status=422 if form.errors else 200)


def _add(plan: Plan, user: User, form: NewTaskForm, after: Task | None) -> Task:
    heading = form.cleaned_data.get("requirement")
    new = NewTask(
        text=form.cleaned_data["text"],
        number=form.cleaned_data["number"],
        path=Headings(plan).paths[heading.pk] if heading else (),
        assignments=tuple(form.assignments()),
        deadline=form.deadline(),
        deadline_reason="人工填写",
    )
    added, _ = arranging.add_task(plan=plan, actor=user, now=timezone.now(), new=new, after=after)
    return added


@form_methods
def task_split(request: HttpRequest, pk: int) -> HttpResponse:
    """One clause into several, one a line."""
    user = signed_in(request)
    visible = Task.objects.visible_to(user).select_related("plan__organisation")
    task = get_object_or_404(visible, pk=pk)
    require(permissions.may_edit(user, task))
    form = SplitForm(request.POST or None, initial={"parts": proposed_parts(task.text)})
    if request.method == "POST" and form.is_valid():
        parts, seen = form.cleaned_data["parts"].splitlines(), posted_lines(request, "seen")
        try:
            made, _ = arranging.split(task=task, actor=user, now=timezone.now(), parts=parts, seen=seen)
        except Refusal as refusal:
            form.add_error(None, refusal.reason)
        else:
            say(request, f"已拆为 {len(made)} 项，标题、单位和时限与原任务相同。")
            return redirect(f"{reverse('plan-detail', args=[task.plan_id])}#task-{task.pk}")
    context = {"task": task, "form": form}
    return render(request, "tasks/task_split.html", context, status=422 if form.errors else 200)
