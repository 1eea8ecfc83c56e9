"""Editing a cell of the plan's table: a form in place with htmx, a page without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.decisions import Refusal, require
from tasks import permissions
from tasks.forms import DeadlineForm, HeadingForm, TextForm, units_form
from tasks.models import Task
from tasks.services import editing
from tasks.status import Board, with_status
from units.models import User
from units.requests import signed_in

edit_methods = require_http_methods(["GET", "HEAD", "POST"])


def _task(user: User, pk: int) -> Task:
    task = get_object_or_404(with_status(Task.objects.visible_to(user)), pk=pk)
    require(permissions.may_edit(user, task))
    return task


@require_safe
def task_row(request: HttpRequest, pk: int) -> HttpResponse:
    """One row of the table, as shown: where an editor is left with Esc."""
    user = signed_in(request)
    task = get_object_or_404(with_status(Task.objects.visible_to(user)), pk=pk)
    return _row(request, user, task)


def _row(request: HttpRequest, user: User, task: Task) -> HttpResponse:
    context = {
        "task": task,
        "status": Board.now().task(task),
        "may_run": permissions.may_run_plans_of(user, task.plan.organisation),
    }
    return render(request, "tasks/_row.html", context)


@edit_methods
def edit_text(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    task = _task(user, pk)
    form = TextForm(request.POST) if request.method == "POST" else TextForm.of(task)

    def save() -> None:
        values = form.cleaned_data
        editing.edit_text(task=task, actor=user, now=timezone.now(), text=values["text"], seen=values["seen"])

    return _edit(request, user, task, form, save, "text", "任务")


@edit_methods
def edit_heading(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    task = _task(user, pk)
    initial = {"requirement": task.requirement_id, "seen": task.requirement_id}
    form = HeadingForm(request.POST or None, initial=initial, plan=task.plan)

    def save() -> None:
        values = form.cleaned_data
        editing.edit_heading(
            task=task,
            actor=user,
            now=timezone.now(),
            requirement=values["requirement"],
            seen=values["seen"],
        )

    return _edit(request, user, task, form, save, "heading", "所属标题")


@edit_methods
def edit_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    task = _task(user, pk)
    initial = {
        "kind": task.deadline_kind,
        "date": task.due_on,
        "days_after_issue": task.days_after_issue,
        "working_days": task.working_days,
        "recurrence": task.recurrence,
        "seen": editing.deadline_words(task.deadline),
    }
    form = DeadlineForm(request.POST or None, initial=initial)

    def save() -> None:
        editing.edit_deadline(
            task=task,
            actor=user,
            now=timezone.now(),
            deadline=form.deadline(),
            seen=form.cleaned_data["seen"],
        )

    return _edit(request, user, task, form, save, "deadline", "完成时限")


@edit_methods
def edit_units(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    task = _task(user, pk)
    form = units_form(task, request.POST or None)

    def save() -> None:
        editing.edit_units(
            task=task,
            actor=user,
            now=timezone.now(),
            assignments=form.assignments(),
            seen=request.POST.get("seen", ""),
        )

    extra = {"seen": editing.units_words(task.assignments.all())}
    return _edit(request, user, task, form, save, "units", "责任分工", extra)


def _edit(
    request: HttpRequest,
    user: User,
    task: Task,
    form: Any,
    save: Callable[[], None],
    field: str,
    label: str,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; on a valid POST save and answer with the row (htmx) or go back to the plan."""
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Refusal as refused:
            refusal = refused.reason
        else:
            return _saved(request, user, task)
    context = {
        "task": task,
        "form": form,
        "field": field,
        "label": label,
        "refusal": refusal,
        "action": reverse(f"task-edit-{field}", args=[task.pk]),
        **(extra or {}),
    }
    template = "tasks/_edit_cell.html" if request.htmx else "tasks/edit.html"  # type: ignore[attr-defined]
    status = 409 if refusal else 422 if request.method == "POST" else 200
    return render(request, template, context, status=status)


def _saved(request: HttpRequest, user: User, task: Task) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return _row(request, user, with_status(Task.objects.filter(pk=task.pk)).get())
    return redirect(f"{reverse('plan-detail', args=[task.plan_id])}#task-{task.pk}")
