"""The register (台账) of a plan: its columns as printed, then progress, completion, evidence, problems.

A constant number of queries, plain values instead of model objects: ten thousand rows in a second.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from common.dates import long_date
from common.memory import without_cycle_search
from reports import told
from reports.clauses import Clause, Layout, Part, changes_beside
from reports.layouts import layout_of, plain_layout
from reports.printed import chapters_without_column, printed
from reports.register_rows import read_clauses
from reports.shares import Window, obligations_of, shares_of
from reports.tables import Column, Merge, Table, runs
from tasks.models import Plan
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
_COMPLETION = Column("完成情况", 10, centred=True)
_TOLD = (
    Column("进展情况", 26),
    _COMPLETION,
    Column("佐证材料", 20),
    Column("存在问题及下一步", 16),
)


@dataclass(frozen=True, slots=True)
class _Printed:
    """A plan's own table with the tasks behind its rows."""

    keys: Sequence[int]
    clauses: Sequence[Clause]
    layout: Layout
    columns: list[list[str]]
    merges: list[Merge]


def _print(plan: Plan) -> _Printed:
    keys, clauses = read_clauses(plan)
    layout = layout_of(plan.columns, clauses) if plan.columns else plain_layout(clauses)
    return _Printed(keys, clauses, layout, *printed(layout, clauses))


@without_cycle_search()
def register(plan: Plan, user: User | None, today: dt.date, window: Window | None = None) -> Table:
    """The table of a plan; what units report is left to what the person may see (None: everything)."""
    own = _print(plan)
    shares = shares_of(obligations_of(plan, user, window))
    told_of = [shares.get(key, ()) for key in own.keys]
    more = [
        [words(each) for each in told_of]
        for words in (told.progress, told.completion, told.proofs, told.problems)
    ]
    heads = list(_TOLD)
    if REMARK not in own.layout.heads:
        heads.append(Column(REMARK, 9))
        more.append([_remark(clause, own.layout) for clause in own.clauses])
    else:
        _add_to(own.columns[own.layout.heads.index(REMARK)], own.clauses, own.layout)
    return _table(plan, own, f"{plan.title}落实情况台账", as_of(today, window), heads, more)


def own_columns(plan: Plan, today: dt.date) -> Table:
    """The plan's own table alone, as it stands now: what was printed with what has been changed since."""
    return _table(plan, _print(plan), plan.title, as_of(today))


def state_table(plan: Plan, user: User | None, today: dt.date, window: Window | None = None) -> Table:
    """The plan's own table and where each task stands."""
    own = _print(plan)
    shares = shares_of(obligations_of(plan, user, window))
    words = [told.completion(shares.get(key, ())) for key in own.keys]
    return _table(plan, own, f"{plan.title}落实情况表", as_of(today, window), [_COMPLETION], [words])


def as_of(today: dt.date, window: Window | None = None) -> str:
    return f"{window}，截至{long_date(today)}" if window else f"截至{long_date(today)}"


def _table(
    plan: Plan,
    own: _Printed,
    title: str,
    day: str,
    heads: Sequence[Column] = (),
    more: Sequence[list[str]] = (),
) -> Table:
    table = Table(
        title=title,
        facts="　".join(filter(None, (plan.issuer, plan.document_number))),
        as_of=day,
        columns=[*_heads(own.layout), *heads],
        rows=list(zip(*own.columns, *more, strict=True)),
        merges=own.merges,
    )
    return _with_chapters(table, own)


def _with_chapters(table: Table, own: _Printed) -> Table:
    """Headings that no column repeats come first, in a column of their own."""
    chapters = chapters_without_column(own.layout, own.clauses)
    if not chapters:
        return table
    over = [Merge(0, first, last) for first, last in runs(chapters)]
    return replace(
        table,
        columns=[Column("工作要求", _WIDTHS[Part.HEADING]), *table.columns],
        rows=[(chapter, *row) for chapter, row in zip(chapters, table.rows, strict=True)],
        merges=over + [replace(merge, column=merge.column + 1) for merge in table.merges],
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
