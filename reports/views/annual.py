"""Material for the yearly report, and the arithmetic of its table of requests."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.choice import Choice, read_choice
from reports.exports.docx_file import write_docx
from reports.forms import RequestsForm
from reports.material import annual_paper
from reports.papers.annual import Requests, check_requests
from reports.papers.blocks import Paper
from reports.views.downloads import DOCX, download, note_export
from reports.views.people import reader
from tasks.status import Board
from units.audit import PAPER_EXPORTED


@require_safe
def annual_page(request: HttpRequest) -> HttpResponse:
    choice, paper = _material(request)
    asked = any(name in request.GET for name in RequestsForm.base_fields)
    form = RequestsForm(request.GET if asked else None)
    verdicts = check_requests(Requests(**form.cleaned_data)) if asked and form.is_valid() else []
    context = {"choice": choice, "paper": paper, "text": paper.text(), "form": form, "verdicts": verdicts}
    return render(request, "reports/annual.html", context)


@require_safe
def annual_docx(request: HttpRequest) -> HttpResponse:
    choice, paper = _material(request)
    detail = {"kind": "annual", "year": choice.year, "format": "docx"}
    note_export(request, choice.user, PAPER_EXPORTED, paper.title, detail)
    return download(write_docx(paper), paper.title, "docx", DOCX)


def _material(request: HttpRequest) -> tuple[Choice, Paper]:
    board = Board.now()
    choice = read_choice(reader(request), request.GET, board.today)
    return choice, annual_paper(choice, board)
