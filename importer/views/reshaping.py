"""Splitting a task of the draft, joining it to the one before, and back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from importer import services
from importer.corrections import Item
from importer.forms.split import SplitForm
from importer.models import ImportBatch
from importer.preview import Preview
from importer.review import review_of
from importer.views.access import batch_of
from importer.views.pages import address_of, context_of, is_fragment
from units.audit import by


@require_http_methods(["GET", "HEAD", "POST"])
def split_task(request: HttpRequest, pk: int, index: int) -> HttpResponse:
    """A post splits (``parts``), or holds ``join`` or ``whole``; the page is then shown anew."""
    batch = batch_of(request, pk)
    preview = Preview(batch, review_of(batch))
    item = services.item_at(preview.review.draft, index)
    if request.method == "POST":
        form = SplitForm(request.POST)
        if shown := _reshape(request, batch, index, form):
            return redirect(address_of(batch_of(request, pk), shown.index))
    else:
        form = SplitForm.of(item)
    context = {**context_of(preview), "form": form, "item": item}
    template = "importer/_split_form.html" if is_fragment(request) else "importer/split.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _reshape(request: HttpRequest, batch: ImportBatch, index: int, form: SplitForm) -> Item | None:
    """Do what the post asks; answers the task to show, None where the form is not valid."""
    seen = request.POST.get("seen", "")
    if "join" in request.POST:
        done = services.join_task(batch=batch, by=by(request), index=index, seen=seen)
    elif "whole" in request.POST:
        done = services.unshape_task(batch=batch, by=by(request), index=index)
    elif form.is_valid():
        done = services.split_task(batch=batch, by=by(request), index=index, seen=seen, texts=form.texts())
    else:
        return None
    draft = services.draft_of(done)
    return draft.find(index) or draft.items[0]
