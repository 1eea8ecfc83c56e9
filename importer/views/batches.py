"""The list with its upload, one batch in whatever state it is, and its way out without a plan."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from common.http import say
from common.pagination import paginate
from importer import jobs, reception
from importer.forms.upload import KINDS, LIMITS, UploadForm
from importer.models import ImportBatch
from importer.preview import Preview
from importer.review import review_of
from importer.undo import may_undo
from importer.views.access import batch_of, importing_person, light_batch_of
from importer.views.pages import draft_page
from units.audit import by
from units.sessions import polled

# From then on the page says that nobody seems to read.
SLOW_AFTER = timedelta(seconds=20)
# So long the page asks often.
ALERT_UNTIL = timedelta(seconds=3)
BATCHES_A_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    user = importing_person(request)
    sent = request.method == "POST"
    asked = {"reference": "reference" in request.GET}
    form = (
        UploadForm(request.POST, request.FILES, user=user) if sent else UploadForm(user=user, initial=asked)
    )
    if sent and form.is_valid():
        return _receive(request, form)
    batches = (
        ImportBatch.objects.visible_to(user)
        .light()
        .select_related("uploaded_by", "touched_by", "organisation", "plan")
    )
    context = {
        "form": form,
        "page": paginate(request, batches, BATCHES_A_PAGE),
        "limits": LIMITS,
        "kinds": KINDS,
    }
    status = 422 if form.is_bound else 200
    return render(request, "importer/list.html", context, status=status)


def _receive(request: HttpRequest, form: UploadForm) -> HttpResponse:
    data, filename, pasted = form.content()
    batch, is_new = reception.receive(
        organisation=form.cleaned_data["organisation"],
        by=by(request),
        now=timezone.now(),
        data=data,
        filename=filename,
        pasted=pasted,
        reference=form.cleaned_data["reference"],
    )
    if is_new:
        jobs.wake_reader(batch)
    else:
        day = timezone.localtime(batch.uploaded_at)
        say(request, f"同一份内容已在 {day:%m月%d日 %H:%M} 上传过，这里接着那一次继续。")
    return redirect("import-detail", batch.pk)


@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    batch = batch_of(request, pk)
    if batch.is_draft:
        return draft_page(request, Preview(batch, review_of(batch)))
    if batch.is_waiting:
        return render(request, "importer/waiting.html", _waiting(batch))
    return render(request, "importer/closed.html", {"batch": batch, "may_undo": may_undo(batch)})


@polled
@require_safe
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked again and again while the batch is read; then sends the page to what was read, once."""
    batch = light_batch_of(request, pk)
    if not batch.is_waiting:
        return HttpResponseClientRedirect(reverse("import-detail", args=[batch.pk]))
    return render(request, "importer/_progress.html", _waiting(batch))


def _waiting(batch: ImportBatch) -> dict[str, Any]:
    """``again``: when the page asks next.  Most files are read within a second, few take ten."""
    waited = timezone.now() - batch.received_at
    return {
        "batch": batch,
        "slow": batch.state == batch.State.RECEIVED and waited > SLOW_AFTER,
        "seconds": int(waited.total_seconds()),
        "again": "150ms" if waited < ALERT_UNTIL else "700ms",
    }


@require_POST
def import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    batch = batch_of(request, pk)
    reception.discard(batch=batch, by=by(request))
    say(request, f"已放弃“{batch.name}”的导入，文件内容已删除。")
    return redirect("import-list")


@require_POST
def import_retry(request: HttpRequest, pk: int) -> HttpResponse:
    batch = batch_of(request, pk)
    reception.try_again(batch=batch, by=by(request), now=timezone.now())
    jobs.wake_reader(batch)
    return redirect("import-detail", batch.pk)
