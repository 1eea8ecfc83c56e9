"""People by spreadsheet: export, upload, preview of every changed field, then apply."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from common.decisions import Refusal, require
from units import people_sheet, sheets
from units.audit import PEOPLE_EXPORTED, by, note
from units.permissions import may_keep_accounts
from units.requests import signed_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "people-sheet"
MAX_AGE = 3600


@require_safe
def people_export(request: HttpRequest) -> HttpResponse:
    """Everybody with their roles; what leaves the system leaves a row in the audit log."""
    user = signed_in(request)
    require(may_keep_accounts(user))
    rows = people_sheet.rows_of(user)
    note(PEOPLE_EXPORTED, by(request), "人员表", rows=len(rows))
    name = content_disposition_header(True, f"人员_{timezone.localdate():%Y%m%d}.xlsx")
    content = sheets.write("人员", people_sheet.COLUMNS, rows)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": name})


@require_http_methods(["GET", "HEAD", "POST"])
def people_import(request: HttpRequest) -> HttpResponse:
    """An uploaded sheet is previewed; the same rows, signed, come back with a yes and are applied."""
    user = signed_in(request)
    require(may_keep_accounts(user))
    if request.method != "POST":
        return _page(request)
    if "rows" in request.POST:
        return _apply(request)
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, refusal="请先选择文件。")
    try:
        rows = sheets.read(upload.read(sheets.MAX_BYTES + 1), people_sheet.COLUMNS)
    except Refusal as refusal:
        return _page(request, refusal=refusal.reason)
    lines = people_sheet.preview(user, rows)
    signed = signing.dumps({"rows": rows, "seen": _seen(lines)}, salt=SALT, compress=True)
    return _page(request, lines=lines, signed=signed)


def _apply(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    try:
        sent = signing.loads(request.POST["rows"], salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature as error:
        raise Refusal("预览已过期，请重新上传。") from error
    if _seen(people_sheet.preview(user, sent["rows"])) != sent["seen"]:
        raise Refusal("预览之后人员有了变化，请重新上传，再看一遍预览。")
    lines, made = people_sheet.apply(user, sent["rows"], by(request))
    return _page(request, lines=lines, made=made, done=True)


def _seen(lines: list[sheets.Line]) -> str:
    return hashlib.sha256("\n".join(line.seen for line in lines).encode()).hexdigest()


def _page(request: HttpRequest, **context: Any) -> HttpResponse:
    lines = context.get("lines") or []
    groups = [
        (str(kind), label, [each for each in lines if each.kind is kind])
        for kind, label in sheets.KIND_LABELS.items()
    ]
    context = {"refusal": "", "signed": "", "made": [], "done": False, **context}
    context |= {
        "groups": groups,
        "columns": people_sheet.COLUMNS,
        "limit": sheets.MAX_ROWS,
        "total": len(lines),
    }
    return render(request, "units/people_sheet.html", context, status=422 if context["refusal"] else 200)
