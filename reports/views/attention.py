"""关注 and 批示: a fragment of the task's page, and a page of its own without scripts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.http import back
from reports.views.people import reader
from tasks.models import Task, Watch
from tasks.services import attention


def _task(request: HttpRequest, pk: int) -> Task:
    visible = Task.objects.visible_to(reader(request)).select_related("plan__organisation")
    return get_object_or_404(visible, pk=pk)


@require_safe
def task_attention(request: HttpRequest, pk: int) -> HttpResponse:
    task, user = _task(request, pk), reader(request)
    context = {
        "task": task,
        "may": attention.may_attend(user, task),
        "watched": Watch.objects.filter(user=user, task=task).exists(),
        "remarks": task.remarks.select_related("author"),
    }
    template = "reports/_attention.html" if getattr(request, "htmx", False) else "reports/attention.html"
    return render(request, template, context)


@require_POST
def task_watch(request: HttpRequest, pk: int) -> HttpResponse:
    on = request.POST.get("on") == "1"
    attention.set_watch(task=_task(request, pk), actor=reader(request), now=timezone.now(), on=on)
    return _answer(request, pk)


@require_POST
def task_remark(request: HttpRequest, pk: int) -> HttpResponse:
    words = request.POST.get("text", "")
    attention.remark(task=_task(request, pk), actor=reader(request), now=timezone.now(), text=words)
    return _answer(request, pk)


def _answer(request: HttpRequest, pk: int) -> HttpResponse:
    if getattr(request, "htmx", False):
        return redirect("task-attention", pk)
    return back(request, "task-detail", pk)
