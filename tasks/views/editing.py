"""Editing a cell of the plan's table: a form in place with htmx, a page without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.decisions import Refusal, require
from tasks import permissions
from tasks.forms import DeadlineForm, HeadingForm, NumberForm, RemarkForm, TextForm, units_form
from tasks.merging import FIELD_LABELS
from tasks.models import Task
from tasks.services import arranging, editing
from tasks.services.editing import EditConflict
from tasks.status import Board, status_of
from units.models import User
from units.requests import signed_in

Data = QueryDict | None


@dataclass(frozen=True, slots=True)
class _Editor:
    """How one field is edited: its form, what the form's maker saw, how it is saved."""

    form: Callable[[Task, Data], Any]
    seen: Callable[[Task], object]
    save: Callable[[Task, Any, str, dict[str, Any]], object]


def _deadline_form(task: Task, data: Data) -> DeadlineForm:
    initial = {
        "kind": task.deadline_kind,
        "date": task.due_on,
        "days_after_issue": task.days_after_issue,
        "working_days": task.working_days,
        "recurrence": task.recurrence,
    }
    return DeadlineForm(data, initial=initial)


def _save_heading(task: Task, form: HeadingForm, seen: str, hand: dict[str, Any]) -> object:
    saw = int(seen) if seen.isdecimal() else None
    requirement = form.cleaned_data["requirement"]
    return arranging.move_under(
        plan=task.plan, tasks=[task], requirement=requirement, seen={task.pk: saw}, **hand
    )


EDITORS: Mapping[str, _Editor] = MappingProxyType(
    {
        "number": _Editor(
            lambda task, data: NumberForm(data, initial={"number": task.number}),
            lambda task: task.number,
            lambda task, form, seen, hand: editing.edit_number(
                task=task, number=form.cleaned_data["number"], seen=seen, **hand
            ),
        ),
        "text": _Editor(
            lambda task, data: TextForm(data, initial={"text": task.text}),
            lambda task: task.text,
            lambda task, form, seen, hand: editing.edit_text(
                task=task, text=_lines(form.cleaned_data["text"]), seen=seen, **hand
            ),
        ),
        "remark": _Editor(
            lambda task, data: RemarkForm(data, initial={"remark": task.remark}),
            lambda task: task.remark,
            lambda task, form, seen, hand: editing.edit_remark(
                task=task, remark=_lines(form.cleaned_data["remark"]), seen=seen, **hand
            ),
        ),
        "heading": _Editor(
            lambda task, data: HeadingForm(
                data, initial={"requirement": task.requirement_id}, plan=task.plan
            ),
            lambda task: task.requirement_id or "",
            _save_heading,
        ),
        "deadline": _Editor(
            _deadline_form,
            lambda task: editing.deadline_words(task.deadline),
            lambda task, form, seen, hand: editing.edit_deadline(
                task=task, deadline=form.deadline(), seen=seen, **hand
            ),
        ),
        "units": _Editor(
            units_form,
            lambda task: editing.units_words(task.assignments.select_related("unit", "group")),
            lambda task, form, seen, hand: editing.edit_units(
                task=task, assignments=form.assignments(), seen=seen, **hand
            ),
        ),
    }
)


def _lines(text: str) -> str:
    """Browsers send every line break as two signs; the ledger keeps one."""
    return text.replace("\r\n", "\n")


def posted_lines(request: HttpRequest, name: str) -> str:
    """A posted text as the ledger would keep it."""
    return _lines(request.POST.get(name, ""))


def _task(user: User, pk: int) -> Task:
    visible = Task.objects.visible_to(user)
    return get_object_or_404(visible.select_related("plan__organisation", "requirement"), pk=pk)


@require_safe
def task_row(request: HttpRequest, pk: int) -> HttpResponse:
    """One row of the table, as shown: where an editor is left with Esc."""
    user = signed_in(request)
    return _row(request, user, _task(user, pk))


def _row(request: HttpRequest, user: User, task: Task) -> HttpResponse:
    context = {
        "task": task,
        "status": status_of(task, Board.now()),
        "editing": permissions.may_edit_plan(user, task.plan),
        "wide": "cols=all" in (request.htmx.current_url or ""),  # type: ignore[attr-defined]
    }
    return render(request, "tasks/_row.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_field(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """Show the form; a valid POST saves and answers with the row (htmx) or goes back to the plan.

    Where somebody else was faster, the form comes back with both values; saving it again is meant.
    """
    user = signed_in(request)
    task = _task(user, pk)
    require(permissions.may_edit(user, task))
    editor = EDITORS[field]
    form = editor.form(task, request.POST if request.method == "POST" else None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        hand = {"actor": user, "now": timezone.now()}
        try:
            editor.save(task, form, posted_lines(request, "seen"), hand)
        except Refusal as refused:
            refusal = refused
            task = _task(user, pk)  # what stands now is what the next save will have seen
        else:
            return _saved(request, user, task, field)
    conflict = refusal if isinstance(refusal, EditConflict) else None
    context = {
        "task": task,
        "form": form,
        "field": field,
        "label": FIELD_LABELS[field],
        "refusal": "" if conflict or refusal is None else refusal.reason,
        "conflict": conflict,
        "seen": editor.seen(task) if conflict or request.method != "POST" else posted_lines(request, "seen"),
        "action": reverse(f"task-edit-{field}", args=[task.pk]),
    }
    template = "tasks/_edit_cell.html" if request.htmx else "tasks/edit.html"  # type: ignore[attr-defined]
    status = 409 if refusal else 422 if request.method == "POST" else 200
    answer = render(request, template, context, status=status)
    if status != 200:  # a save swaps the row; a form that comes back belongs into its cell
        answer.headers["HX-Retarget"] = f"#task-{pk} td[data-cell={field}]"
        answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def _saved(request: HttpRequest, user: User, task: Task, field: str) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('plan-detail', args=[task.plan_id])}#task-{task.pk}")
    answer = _row(request, user, _task(user, task.pk))
    if field == "heading":
        answer.headers["HX-Refresh"] = "true"  # the row stands elsewhere now
    return answer
