"""A comparison as a page, as a sheet of paper, and the choice of a partner by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.decisions import Refusal
from common.pagination import paginate
from compare import yearly
from compare.coverage import LABELS as STANDS
from compare.coverage import coverage_of
from compare.likeness import Likeness, key_of
from compare.models import Comparison
from compare.sides import Side, side_of, sides_of
from compare.views.access import comparison_of
from tasks.permissions import may_edit_plan
from units.requests import signed_in

ROWS_A_PAGE = 100
MOST_PARTNERS = 40


@require_safe
def comparison_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """All rows, or those of one count (``show``)."""
    comparison = comparison_of(request, pk)
    show = request.GET.get("show", "")
    context = {"comparison": comparison, "show": show}
    if comparison.is_yearly:
        return render(request, "compare/yearly.html", context | _yearly(request, comparison, show))
    return render(request, "compare/coverage.html", context | _coverage(request, comparison, show))


def _yearly(request: HttpRequest, comparison: Comparison, show: str) -> dict[str, Any]:
    rows = yearly.rows_of(comparison)
    counts = yearly.counted(rows)
    return {
        "counts": counts,
        "tabs": [
            ("", "全部", len(rows)),
            *((str(b), word, counts[b]) for b, (word, _) in yearly.LABELS.items()),
        ],
        "page": paginate(request, list(yearly.chosen(rows, show)), ROWS_A_PAGE),
        "due": _end_of(comparison.plan.year),
        "may_edit": may_edit_plan(signed_in(request), comparison.plan),
    }


def _end_of(year: int) -> dt.date:
    """30 December of the plan's year, on which most of a plan falls due; later where that is past."""
    today = timezone.localdate()
    return dt.date(max(year, today.year + (today > dt.date(today.year, 12, 30))), 12, 30)


def _coverage(request: HttpRequest, comparison: Comparison, show: str) -> dict[str, Any]:
    found = coverage_of(comparison)
    counts = found.counts
    tabs = [
        ("", "全部条款", len(found.rows)),
        *((str(s), word, counts[s]) for s, (word, _) in STANDS.items()),
    ]
    shown: list[Any] = found.own if show == "own" else list(found.chosen(show))
    return {
        "counts": counts,
        "total": len(found.rows),
        "tabs": [*tabs, ("own", "本级新增", counts["own"])],
        "page": paginate(request, shown, ROWS_A_PAGE),
    }


@require_safe
def comparison_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything on one sheet after another, for the file."""
    comparison = comparison_of(request, pk)
    context: dict[str, Any] = {"comparison": comparison, "today": timezone.localdate()}
    if comparison.is_yearly:
        rows = yearly.rows_of(comparison)
        context |= {"rows": rows, "counts": yearly.counted(rows)}
        return render(request, "compare/yearly_print.html", context)
    return render(request, "compare/coverage_print.html", context | {"coverage": coverage_of(comparison)})


@require_safe
def comparison_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """The tasks of the other side, the likest first, for a task of one (``before`` or ``after``: its id);
    ``q`` searches their words."""
    comparison = comparison_of(request, pk)
    is_before = "before" in request.GET
    given = request.GET.get("before" if is_before else "after", "")
    own_plan, others_plan = comparison.other, comparison.plan
    if not is_before:
        own_plan, others_plan = others_plan, own_plan
    tasks = own_plan.tasks.in_force().select_related("requirement")
    task = tasks.filter(pk=int(given)).first() if given.isdecimal() else None
    if task is None:
        raise Refusal("这项任务已不在计划中，请刷新。")
    side, words = side_of(task), request.GET.get("q", "").strip()
    context = {
        "comparison": comparison,
        "side": side,
        "is_before": is_before,
        "q": words,
        "partners": _partners(side, sides_of(others_plan), words),
    }
    return render(request, "compare/choose.html", context)


def _partners(side: Side, others: dict[int, Side], words: str) -> list[tuple[int, Side]]:
    """(likeness, task), the likest first."""
    key = key_of(words)
    keys = {id_: key_of(other.text) for id_, other in others.items()}
    likeness = Likeness({side.id: key_of(side.text)}, keys)
    found = [(likeness.of(side.id, id_), others[id_]) for id_ in keys if key in keys[id_]]
    return sorted(found, key=lambda each: -each[0])[:MOST_PARTNERS]
