"""Units and people by spreadsheet: export, upload, preview of every changed field, then apply."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from common.decisions import Decision, Refusal, require
from units import people_sheet, sheets, unit_sheet
from units.audit import PEOPLE_EXPORTED, UNITS_EXPORTED, By, by, note
from units.models import User
from units.permissions import may_keep_accounts, may_read_units
from units.requests import signed_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_AGE = 3600


@dataclass(frozen=True, slots=True)
class Book:
    """One kind of sheet; ``title`` is the column by which a row is called, ``extra`` is only for reading."""

    word: str
    template: str
    may: Callable[[User], Decision]
    act: str
    columns: Sequence[str]
    extra: str
    title: str
    rows_of: Callable[[User], list[dict[str, str]]]
    preview: Callable[[User, Sequence[sheets.Row]], list[sheets.Line]]
    apply: Callable[[User, Sequence[sheets.Row], By], people_sheet.Outcome]

    @property
    def salt(self) -> str:
        return self.template


PEOPLE = Book(
    word="人员",
    template="units/people_sheet.html",
    may=may_keep_accounts,
    act=PEOPLE_EXPORTED,
    columns=people_sheet.COLUMNS,
    extra=people_sheet.WAY,
    title=people_sheet.ACCOUNT,
    rows_of=people_sheet.rows_of,
    preview=people_sheet.preview,
    apply=people_sheet.apply,
)
UNITS = Book(
    word="单位",
    template="units/unit_sheet.html",
    may=may_read_units,
    act=UNITS_EXPORTED,
    columns=unit_sheet.COLUMNS,
    extra=unit_sheet.WAY,
    title=unit_sheet.NAME,
    rows_of=unit_sheet.rows_of,
    preview=unit_sheet.preview,
    apply=lambda user, rows, by: (unit_sheet.apply(user, rows, by), []),
)


@require_safe
def people_export(request: HttpRequest) -> HttpResponse:
    """Everybody with their roles."""
    return _export(request, PEOPLE)


@require_safe
def unit_export(request: HttpRequest) -> HttpResponse:
    """Every unit in reach."""
    return _export(request, UNITS)


@require_http_methods(["GET", "HEAD", "POST"])
def people_import(request: HttpRequest) -> HttpResponse:
    return _import(request, PEOPLE)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_import(request: HttpRequest) -> HttpResponse:
    """Each row asks anew whether the person keeps that unit."""
    return _import(request, UNITS)


def _export(request: HttpRequest, book: Book) -> HttpResponse:
    """What leaves the system leaves a row in the audit log."""
    user = signed_in(request)
    require(book.may(user))
    rows = book.rows_of(user)
    note(book.act, by(request), f"{book.word}表", rows=len(rows))
    name = content_disposition_header(True, f"{book.word}_{timezone.localdate():%Y%m%d}.xlsx")
    content = sheets.write(book.word, (*book.columns, book.extra), rows)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": name})


def _import(request: HttpRequest, book: Book) -> HttpResponse:
    """An uploaded sheet is previewed; the same rows, signed, come back with a yes and are applied."""
    user = signed_in(request)
    require(book.may(user))
    if request.method != "POST":
        return _page(request, book)
    if "rows" in request.POST:
        return _apply(request, book)
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, book, refusal="请先选择文件。")
    try:
        rows = sheets.read(upload.read(sheets.LIMITS.file_size + 1), book.columns)
    except Refusal as refusal:
        return _page(request, book, refusal=refusal.reason)
    lines = book.preview(user, rows)
    signed = signing.dumps({"rows": rows, "seen": _seen(lines)}, salt=book.salt, compress=True)
    return _page(request, book, lines=lines, signed=signed)


def _apply(request: HttpRequest, book: Book) -> HttpResponse:
    user = signed_in(request)
    try:
        sent = signing.loads(request.POST["rows"], salt=book.salt, max_age=MAX_AGE)
    except signing.BadSignature as error:
        raise Refusal("预览已过期，请重新上传。") from error
    if _seen(book.preview(user, sent["rows"])) != sent["seen"]:
        raise Refusal(f"预览之后{book.word}有了变化，请重新上传，再看一遍预览。")
    lines, made = book.apply(user, sent["rows"], by(request))
    return _page(request, book, lines=lines, made=made, done=True)


def _seen(lines: list[sheets.Line]) -> str:
    return hashlib.sha256("\n".join(line.seen for line in lines).encode()).hexdigest()


def _page(request: HttpRequest, book: Book, **context: Any) -> HttpResponse:
    lines = context.get("lines") or []
    groups = [
        (str(kind), label, [each for each in lines if each.kind is kind])
        for kind, label in sheets.KIND_LABELS.items()
    ]
    context = {"refusal": "", "signed": "", "made": [], "done": False, **context}
    context |= {
        "book": book,
        "groups": groups,
        "limit": sheets.MAX_ROWS,
        "total": len(lines),
        "acts": any(each.kind in (sheets.Kind.NEW, sheets.Kind.CHANGED) for each in lines),
    }
    return render(request, book.template, context, status=422 if context["refusal"] else 200)
