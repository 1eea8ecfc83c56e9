"""Material for the yearly report, and the arithmetic of its table of requests."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.choice import Choice, read_choice
from reports.exports.docx_file import write_docx
from reports.forms import RequestsForm
from reports.papers.annual import Requests, annual_material, check_requests
from reports.papers.blocks import Paper
from reports.papers.reading import read_facts
from reports.views.downloads import DOCX, download, note_export
from reports.views.people import reader
from tasks.status import Board
from units.audit import PAPER_EXPORTED
from units.permissions import scope_of


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
    """Of all plans of the year that the person sees."""
    user, board = reader(request), Board.now()
    choice = read_choice(user, request.GET, board.today)
    entries = [entry for plan in choice.plans for entry in read_facts(plan, user, board).entries]
    return choice, annual_material(choice.year, scope_of(user).organisation_name, entries)
