"""Correcting a draft in place: a task, the headings over it, the facts of the plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.http import say
from importer import services
from importer.corrections import Item
from importer.forms.facts import FactsForm, HeadingForm
from importer.forms.task import TaskForm, UnitRows, rows_of, units_of
from importer.models import ImportBatch
from importer.preview import Preview
from importer.review import review_of
from importer.views.access import batch_of
from importer.views.pages import address_of, changed, context_of, is_fragment
from units.audit import by

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
def edit_task(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    batch = batch_of(request, pk)
    preview = Preview(batch, review_of(batch))
    item = services.item_at(preview.review.draft, index)
    if request.method != "POST":
        return _show_task(request, preview, item)
    if "restore" in request.POST:
        return _save_task(request, batch, item, {}, seen=item.seen)
    form, units = TaskForm(request.POST), UnitRows(request.POST, prefix="units")
    if not (form.is_valid() and units.is_valid()):
        return _task_form(request, preview, item, form, units, status=422)
    values = {**form.values(), "units": units_of(item, units)}
    try:
        return _save_task(request, batch, item, values, seen=form.cleaned_data["seen"])
    except services.Stale as stale:
        preview = Preview(batch_of(request, pk), review_of(batch_of(request, pk)))
        return _fresh_form(request, preview, index, refusal=stale.reason, status=409)


def _show_task(request: HttpRequest, preview: Preview, item: Item) -> HttpResponse:
    """The form; or, with ``view``, the task as it stands (somebody changed their mind)."""
    if "view" in request.GET and is_fragment(request):
        context = {**context_of(preview), "row": preview.rows([item])[0]}
        return render(request, "importer/_task.html", context)
    return _fresh_form(request, preview, item.index)


def _fresh_form(
    request: HttpRequest, preview: Preview, index: int, refusal: str = "", status: int = 200
) -> HttpResponse:
    item = services.item_at(preview.review.draft, index)
    form = TaskForm(initial={**TaskForm.initial_of(item), "part": request.GET.get("part", "")})
    units = UnitRows(initial=rows_of(item), prefix="units")
    return _task_form(request, preview, item, form, units, refusal, status)


def _task_form(
    request: HttpRequest,
    preview: Preview,
    item: Item,
    form: TaskForm,
    units: object,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        **context_of(preview),
        "row": preview.rows([item])[0],
        "form": form,
        "units": units,
        "part": form["part"].value() or "",
        "refusal": refusal,
    }
    template = "importer/_task_form.html" if is_fragment(request) else "importer/task.html"
    return render(request, template, context, status=status)


def _save_task(
    request: HttpRequest, batch: ImportBatch, item: Item, values: dict[str, object], seen: str
) -> HttpResponse:
    saved = services.correct_task(batch=batch, by=by(request), index=item.index, seen=seen, values=values)
    return changed(request, batch_of(request, saved.pk), [], own=item.index)


@require_http_methods(READ_OR_WRITE)
def edit_heading(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """The headings over a task, for all tasks under them."""
    batch = batch_of(request, pk)
    preview = Preview(batch, review_of(batch))
    item = services.item_at(preview.review.draft, index)
    sent = request.method == "POST"
    form = HeadingForm(item.task.path, request.POST) if sent else HeadingForm(item.task.path)
    if sent and form.is_valid():
        services.correct_headings(batch=batch, by=by(request), old=form.path, new=form.titles())
        return redirect(address_of(batch, index))
    context = {**context_of(preview), "form": form, "item": item}
    template = "importer/_heading_form.html" if is_fragment(request) else "importer/heading.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@require_http_methods(READ_OR_WRITE)
def edit_facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts of the plan; a post may hold one of them alone (the questions do so)."""
    batch = batch_of(request, pk)
    preview = Preview(batch, review_of(batch))
    plan = preview.review.draft.plan
    form = FactsForm.over(plan, request.POST.dict()) if request.method == "POST" else FactsForm.of(plan)
    if request.method == "POST" and form.is_valid():
        services.correct_facts(batch=batch, by=by(request), values=form.values())
        say(request, "已更正方案信息。")
        return redirect("import-detail", pk)
    context = {**context_of(preview), "form": form}
    template = "importer/_facts_form.html" if is_fragment(request) else "importer/facts.html"
    return render(request, template, context, status=422 if form.is_bound else 200)
