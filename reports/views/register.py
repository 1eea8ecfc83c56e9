"""The list of registers, and their downloads."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.pagination import paginate
from reports.exports.csv_file import write_csv
from reports.exports.xlsx import write_xlsx
from reports.register import register
from reports.tables import Table
from reports.views.downloads import download, note_export
from reports.views.people import reader
from tasks.models import Plan
from units.audit import REGISTER_EXPORTED
from units.models import User
from units.permissions import scope_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    found = (
        Plan.objects.visible_to(user)
        .select_related("organisation")
        .annotate(task_count=Count("tasks", filter=Q(tasks__withdrawn_at__isnull=True)))
        .order_by("-year", "-pk")
    )
    context = {"page": paginate(request, found), "is_office": scope_of(user).is_office}
    return render(request, "reports/report_list.html", context)


@require_safe
def register_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    user, plan, table = _table(request, pk)
    return _file(request, user, plan, table, write_xlsx(table), "xlsx", XLSX)


@require_safe
def register_csv(request: HttpRequest, pk: int) -> HttpResponse:
    user, plan, table = _table(request, pk)
    return _file(request, user, plan, table, write_csv(table), "csv", CSV)


def _table(request: HttpRequest, pk: int) -> tuple[User, Plan, Table]:
    user = reader(request)
    plan = get_object_or_404(Plan.objects.visible_to(user), pk=pk)
    return user, plan, register(plan, user, timezone.localdate())


def _file(
    request: HttpRequest, user: User, plan: Plan, table: Table, content: bytes, suffix: str, kind: str
) -> HttpResponse:
    detail = {"plan": plan.pk, "format": suffix, "rows": len(table.rows)}
    note_export(request, user, REGISTER_EXPORTED, plan.title, detail)
    return download(content, table.title, suffix, kind)
