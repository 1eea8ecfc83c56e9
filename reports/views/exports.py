"""All papers of a plan on one page; files that take a while: ordered, watched, fetched."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.pagination import paginate
from reports.exporting import EXPORT_LABELS, ExportKind
from reports.exports.pdf import program
from reports.jobs import wake_maker
from reports.models import Export
from reports.services import ask, label_of
from reports.views.downloads import file_name
from reports.views.people import reader
from reports.windows import choices, window_of
from tasks.models import Plan
from units.audit import by
from units.sessions import polled


@require_safe
def plan_papers(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    plan = get_object_or_404(Plan.objects.visible_to(user).select_related("organisation"), pk=pk)
    kinds = [(str(kind), label, kind.suffix == "pdf") for kind, label in EXPORT_LABELS.items()]
    context = {
        "plan": plan,
        "windows": choices(plan.year),
        "kinds": kinds,
        "has_pdf": program() is not None,
    }
    return render(request, "reports/plan_papers.html", context)


@require_POST
def ask_export(request: HttpRequest, pk: int) -> HttpResponse:
    user = reader(request)
    plan = get_object_or_404(Plan.objects.visible_to(user), pk=pk)
    try:
        kind = ExportKind(request.POST.get("kind", ""))
    except ValueError as error:
        raise Http404("没有这种文件。") from error
    window = window_of(request.POST.get("window", ""))
    wake_maker(ask(plan=plan, kind=kind, by=by(request), now=timezone.now(), window=window))
    return redirect("export-list")


@polled
@require_safe
def export_list(request: HttpRequest) -> HttpResponse:
    found = Export.objects.visible_to(reader(request)).select_related("plan")
    page = paginate(request, found)
    rows = [(export, label_of(export)) for export in page.object_list]
    waits = any(export.is_open for export, _ in rows)
    return render(request, "reports/export_list.html", {"page": page, "rows": rows, "waits": waits})


@require_safe
def export_file(request: HttpRequest, pk: str) -> HttpResponseBase:
    """Only to the person who ordered it, and only while the plan is theirs to see."""
    export = get_object_or_404(
        Export.objects.visible_to(reader(request)).select_related("plan"), pk=pk, state=Export.State.READY
    )
    try:
        content = default_storage.open(export.path)
    except FileNotFoundError as error:
        raise Http404("这个文件已经清理，请重新生成。") from error
    kind = ExportKind(export.kind)
    name = file_name(export.plan.title + EXPORT_LABELS[kind].partition(" ")[0], kind.suffix)
    headers = {"X-Content-Type-Options": "nosniff"}
    return FileResponse(content, as_attachment=True, filename=name, headers=headers)
