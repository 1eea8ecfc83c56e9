"""The check-up of a plan as a page to read and to print, before and after it comes into the ledger."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from importer.checkup import check_up
from importer.models import ImportBatch
from importer.review import review_of
from importer.views.access import batch_of

READ = (ImportBatch.State.DRAFT, ImportBatch.State.COMMITTED)


@require_safe
def import_checkup(request: HttpRequest, pk: int) -> HttpResponse:
    batch = batch_of(request, pk)
    if batch.state not in READ:
        return redirect("import-detail", pk)
    review = review_of(batch)
    context = {
        "batch": batch,
        "plan": review.draft.plan,
        "tasks": len(review.draft.kept),
        "sections": check_up(review),
    }
    return render(request, "importer/checkup.html", context)
