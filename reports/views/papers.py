"""Word papers of a plan as downloads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from reports.papers.kinds import KIND_LABELS, Kind
from reports.papers.making import docx_of
from reports.views.downloads import DOCX, download, note_export
from reports.views.people import reader
from tasks.models import Plan
from tasks.status import Board
from units.audit import PAPER_EXPORTED


@require_safe
def report_docx(request: HttpRequest, pk: int) -> HttpResponse:
    return _docx(request, pk, Kind.REPORT)


@require_safe
def division_docx(request: HttpRequest, pk: int) -> HttpResponse:
    return _docx(request, pk, Kind.DIVISION)


def _docx(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    user = reader(request)
    plan = get_object_or_404(Plan.objects.visible_to(user).select_related("organisation"), pk=pk)
    content = docx_of(kind, plan, user, Board.now())
    detail = {"plan": plan.pk, "format": "docx", "kind": str(kind)}
    note_export(request, user, PAPER_EXPORTED, plan.title, detail)
    return download(content, f"{plan.title}{KIND_LABELS[kind]}", "docx", DOCX)
