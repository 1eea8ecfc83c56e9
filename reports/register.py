"""The register (台账) of a plan: its columns as printed, then progress, completion, evidence, problems.

A constant number of queries, plain values instead of model objects: ten thousand rows in a second.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Max, Q, QuerySet

from common.dates import long_date
from reports import told
from reports.clauses import Clause, Layout, Part, changes_beside
from reports.layouts import layout_of, plain_layout
from reports.memory import without_cycle_search
from reports.printed import chapters_without_column, printed
from reports.register_rows import read_clauses
from reports.tables import Column, Merge, Table, runs
from tasks.models import Evidence, Obligation, Plan, ProgressReport
from units.models import User

REMARK = "备注"
# Together about 150: what A4 landscape holds at its full size.
_WIDTHS = {
    Part.HEADING: 11,
    Part.NUMBER: 5,
    Part.TEXT: 32,
    Part.UNITS: 12,
    Part.DEADLINE: 9,
    Part.OTHER: 10,
}
_CENTRED = frozenset({Part.NUMBER, Part.DEADLINE})
_TOLD = (
    Column("进展情况", 26),
    Column("完成情况", 10, centred=True),
    Column("佐证材料", 20),
    Column("存在问题及下一步", 16),
)


@without_cycle_search()
def register(plan: Plan, user: User | None, today: dt.date) -> Table:
    """The table of a plan; what units report is left to what the person may see (None: everything)."""
    keys, clauses = read_clauses(plan)
    layout = layout_of(plan.columns, clauses) if plan.columns else plain_layout(clauses)
    columns, merges = printed(layout, clauses)
    shares = _shares(plan, user)
    own = [shares.get(key, ()) for key in keys]
    columns += [
        [words(each) for each in own]
        for words in (told.progress, told.completion, told.proofs, told.problems)
    ]
    heads = [*_heads(layout), *_TOLD]
    remarks = [_remark(clause, layout) for clause in clauses]
    if REMARK not in layout.heads:
        heads.append(Column(REMARK, 9))
        columns.append(remarks)
    else:
        _add_to(columns[layout.heads.index(REMARK)], clauses, layout)
    if chapters := chapters_without_column(layout, clauses):
        heads = [Column("工作要求", _WIDTHS[Part.HEADING]), *heads]
        columns = [chapters, *columns]
        over = [Merge(0, first, last) for first, last in runs(chapters)]
        merges = over + [replace(merge, column=merge.column + 1) for merge in merges]
    return Table(
        title=f"{plan.title}落实情况台账",
        facts="　".join(filter(None, (plan.issuer, plan.document_number))),
        as_of=f"截至{long_date(today)}",
        columns=heads,
        rows=list(zip(*columns, strict=True)),
        merges=merges,
    )


def _heads(layout: Layout) -> list[Column]:
    return [
        Column(head, _WIDTHS[part], part in _CENTRED)
        for head, part in zip(layout.heads, layout.parts, strict=True)
    ]


def _remark(clause: Clause, layout: Layout) -> str:
    return "\n".join(filter(None, (clause.remark, *changes_beside(clause, layout))))


def _add_to(printed_remarks: list[str], clauses: Iterable[Clause], layout: Layout) -> None:
    """The plan prints remarks itself: changes that have no column go below them."""
    for index, clause in enumerate(clauses):
        if changes := changes_beside(clause, layout):
            printed_remarks[index] = "\n".join(filter(None, (printed_remarks[index], *changes)))


def _shares(plan: Plan, user: User | None) -> dict[int, list[told.Share]]:
    """By task id, in the order of periods, deciding units first."""
    visible = Obligation.objects.all() if user is None else Obligation.objects.visible_to(user)
    visible = visible.filter(plan=plan)
    rows = visible.order_by("period__due_on", "period", "-decides", "unit__position", "unit").values_list(
        "pk", "task", "period", "period__label", "unit__name", "decides", "state", "completion"
    )
    by_obligation: dict[int, told.Share] = {}
    by_task: dict[int, list[told.Share]] = {}
    for pk, task, period, label, unit, decides, state, completion in rows:
        by_obligation[pk] = share = told.Share(period, label, unit, decides, state, completion)
        by_task.setdefault(task, []).append(share)
    _add_words(by_obligation, visible)
    return by_task


def _add_words(shares: dict[int, told.Share], visible: QuerySet[Obligation]) -> None:
    """The last report with words, and every page that was given as evidence."""
    reports = ProgressReport.objects.filter(obligation__in=visible)
    last = reports.order_by().values("obligation").annotate(last=Max("pk", filter=~Q(progress="")))
    words: Iterable[tuple[Any, ...]] = ProgressReport.objects.filter(pk__in=last.values("last")).values_list(
        "obligation", "progress", "problems", "on_behalf"
    )
    for pk, progress, problems, on_behalf in words:
        share = shares[pk]
        share.progress, share.problems, share.on_behalf = progress, problems, on_behalf
    pages = Evidence.objects.filter(report__obligation__in=visible).order_by("pk")
    for pk, url, title, day in pages.values_list("report__obligation", "url", "title", "published_on"):
        shares[pk].proofs.append(told.Proof(url, title, day))
