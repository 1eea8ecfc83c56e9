"""A plan's tasks by spreadsheet: out, edited elsewhere, back as a preview, then done as one change."""

from __future__ import annotations

import uuid
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from common.decisions import Refusal, require
from common.http import say
from common.uploads.cells import LIMITS
from tasks import permissions
from tasks.models import Plan
from tasks.services.history import Batch
from tasks.workbook import book, exchange
from tasks.workbook.book import Sheet
from tasks.workbook.exchange import Preview, Stale
from tasks.workbook.resource import Choices
from units.audit import TASKS_EXPORTED, by, note
from units.models import User
from units.requests import signed_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT, MAX_AGE = "tasks.views.workbook", 12 * 3600


def _plan(user: User, pk: int) -> Plan:
    plan = get_object_or_404(Plan.objects.visible_to(user).select_related("organisation"), pk=pk)
    require(permissions.may_edit_plan(user, plan))
    return plan


@require_safe
def plan_sheet_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What leaves the system leaves a row in the audit log."""
    plan = _plan(signed_in(request), pk)
    content, rows = exchange.export(plan, timezone.now())
    note(TASKS_EXPORTED, by(request), plan.title, plan=plan.pk, rows=rows)
    name = f"{plan.title}_任务表_{timezone.localdate():%Y%m%d}.xlsx".replace("/", "／")
    disposition = content_disposition_header(True, name)
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "HEAD", "POST"])
def plan_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """``file`` is previewed; ``signed``, what the preview was made of, comes back with the choices."""
    user = signed_in(request)
    plan = _plan(user, pk)
    if request.method != "POST":
        return _page(request, plan)
    try:
        if "signed" in request.POST:
            return _commit(request, plan, user)
        upload = request.FILES.get("file")
        if upload is None:
            raise Refusal("请先选择文件。")
        sheet = book.read(upload.read(LIMITS.file_size + 1), plan)
        changed = sheet.changed()
        same = len(sheet.rows) - len(changed.rows)
        return _preview(request, plan, changed, sheet.absent(), same)
    except Refusal as refusal:
        return _page(request, plan, refusal=refusal.reason)


def _commit(request: HttpRequest, plan: Plan, user: User) -> HttpResponse:
    asked = request.POST
    try:
        sent = signing.loads(asked["signed"], salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        raise Refusal("预览已经过期，请重新上传。") from None
    sheet, absent = Sheet(**sent["sheet"]), set(sent["absent"])
    if sheet.plan != plan.pk:
        raise Refusal("这份预览属于另一个计划，请重新上传。")
    taken = frozenset(key for key in sent["shown"] if asked.get(f"take-{key}") == "theirs")
    remove = [int(each) for each in asked.getlist("remove") if each.isdecimal() and int(each) in absent]
    try:
        count = exchange.commit(
            plan=plan,
            actor=user,
            now=timezone.now(),
            sheet=sheet,
            choices=Choices(sent["shown"], taken),
            remove=remove,
            batch=Batch(uuid.UUID(sent["batch"])),
        )
    except Stale as stale:
        return _preview(request, plan, sheet, sent["absent"], sent["same"], refusal=stale.reason)
    say(request, f"已按表格修改 {count} 项任务。如有不妥，点“撤销上一步”整体改回。")
    return redirect("plan-detail", plan.pk)


def _preview(
    request: HttpRequest, plan: Plan, sheet: Sheet, absent: list[int], same: int, refusal: str = ""
) -> HttpResponse:
    preview = exchange.preview(plan=plan, sheet=sheet, absent=absent, same=same)
    state = {
        "sheet": sheet.as_json(),
        "absent": absent,
        "same": same,
        "shown": preview.shown,
        "batch": uuid.uuid4().hex,
    }
    signed = signing.dumps(state, salt=SALT, compress=True) if preview.acts else ""
    return _page(request, plan, preview=preview, signed=signed, refusal=refusal)


def _page(
    request: HttpRequest, plan: Plan, *, preview: Preview | None = None, signed: str = "", refusal: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": plan,
        "preview": preview,
        "signed": signed,
        "refusal": refusal,
        "most": exchange.MOST_ROWS,
    }
    status = (409 if preview else 422) if refusal else 200
    return render(request, "tasks/plan_sheet.html", context, status=status)
