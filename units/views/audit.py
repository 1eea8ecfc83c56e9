"""The audit log for the auditor: filter, pages, export."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.cells import harmless
from common.dates import SHANGHAI
from common.decisions import require
from common.pagination import paginate
from units.audit import ACTS, AUDIT_EXPORTED, by, note
from units.filters import AuditFilter
from units.models import AuditEvent
from units.permissions import may_read_audit
from units.requests import signed_in
from units.visibility import visible_audit

HEAD = ("时间", "人员", "来源地址", "行为", "对象", "结果", "详情")


def _filters(request: HttpRequest) -> AuditFilter:
    user = signed_in(request)
    require(may_read_audit(user))
    return AuditFilter(request.GET, visible_audit(user))


@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    filters = _filters(request)
    page = paginate(request, filters.qs)
    context = {
        "page": page,
        "rows": [(event, told(event.detail)) for event in page],
        "filters": filters,
        "acts": ACTS,
        "filtered": any(request.GET.get(name) for name in filters.filters),
    }
    return render(request, "units/audit_list.html", context)


@require_safe
def audit_export(request: HttpRequest) -> HttpResponseBase:
    """The filtered log as CSV, row by row; reading it out is itself an act in the log."""
    filters = _filters(request)
    note(AUDIT_EXPORTED, by(request), "审计记录", filter=request.GET.dict())
    response = StreamingHttpResponse(
        _lines(filters.qs.iterator(chunk_size=2000)), content_type="text/csv; charset=utf-8"
    )
    day = timezone.localdate()
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{day:%Y%m%d}.csv"'
    return response


def _lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    yield "\ufeff" + _line(HEAD)  # without the mark Excel reads the file as GBK
    for event in events:
        yield _line(row(event))


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([harmless(cell) for cell in cells])
    return buffer.getvalue()


def row(event: AuditEvent) -> tuple[str, ...]:
    """One event in the columns of ``HEAD``, time in Shanghai."""
    return (
        f"{timezone.localtime(event.at, SHANGHAI):%Y-%m-%d %H:%M:%S}",
        event.actor_name,
        event.address or "",
        event.act,
        event.subject,
        "成功" if event.succeeded else "失败",
        told(event.detail),
    )


def told(detail: dict[str, Any]) -> str:
    """The values of an event's details in a line; their keys are for programs."""
    values = (
        "、".join(map(str, value)) if isinstance(value, list) else str(value) for value in detail.values()
    )
    return "　".join(value for value in values if value)
