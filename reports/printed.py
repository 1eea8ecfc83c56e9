"""The plan's own columns of the register: one row a clause, merged where the document prints one cell.  Pure.

Merged are headings over their clauses, and cells of which the importer split several clauses out of one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from reports.clauses import (
    DEADLINE,
    HEADING,
    UNITS,
    Clause,
    Layout,
    Part,
    numbered,
    own_part,
    shared_text,
    text_in,
)
from reports.tables import Merge, runs

Texts = list[str]


def printed(layout: Layout, clauses: Sequence[Clause]) -> tuple[list[Texts], list[Merge]]:
    """(columns, each a text a clause; merges)."""
    columns, merges = [], []
    for index, part in enumerate(layout.parts):
        if part is Part.HEADING:
            texts, keys = _headings(index, layout.depths[index], clauses)
        else:
            texts = _cells(index, part, layout, clauses)
            keys = [
                (clause.place, text) if clause.place and text else None
                for clause, text in zip(clauses, texts, strict=True)
            ]
        columns.append(texts)
        merges += [Merge(index, first, last) for first, last in runs(keys)]
    return columns, merges


def chapters_without_column(layout: Layout, clauses: Sequence[Clause]) -> Texts:
    """Headings that the document prints as rows of their own and no column repeats, a text a clause.

    Empty where the columns hold every heading.
    """
    if -1 in [depth for part, depth in zip(layout.parts, layout.depths, strict=True) if part is Part.HEADING]:
        return []
    missing = {depth for clause in clauses for depth in range(len(clause.path))} - set(layout.depths)
    if not missing:
        return []
    return [
        "\n".join(title for depth, (_, title) in enumerate(clause.path) if depth in missing)
        for clause in clauses
    ]


def _headings(column: int, depth: int, clauses: Sequence[Clause]) -> tuple[Texts, list[object]]:
    """A heading is printed once over its clauses, by the first filled cell.  Depth -1: the whole path."""
    keys: list[object] = [_key(clause, depth) for clause in clauses]
    texts: Texts = []
    for key, found in groupby(range(len(clauses)), key=keys.__getitem__):
        group = [clauses[index] for index in found]
        if key is None:
            texts += [clause.cell(column) for clause in group]
        else:
            texts += [_heading(column, depth, group)] * len(group)
    return texts, keys


def _key(clause: Clause, depth: int) -> int | None:
    if not clause.path or depth >= len(clause.path):
        return None
    return clause.path[depth][0]


def _heading(column: int, depth: int, group: Sequence[Clause]) -> str:
    if depth < 0:
        return "\n".join(title for _, title in group[0].path)
    as_printed = (clause.cell(column) for clause in group if HEADING not in clause.edited)
    return next(filter(None, as_printed), group[0].path[depth][1])


def _cells(column: int, part: Part, layout: Layout, clauses: Sequence[Clause]) -> Texts:
    if part is Part.TEXT:
        return _texts(column, layout, clauses)
    if part is Part.UNITS:
        return [c.units if UNITS in c.edited or not c.cells else c.cell(column) for c in clauses]
    if part is Part.DEADLINE:
        return [c.deadline if DEADLINE in c.edited or not c.cells else c.cell(column) for c in clauses]
    if part is Part.NUMBER:
        return [c.cell(column) if c.cells else c.number for c in clauses]
    return [c.cell(column) for c in clauses]


def _texts(column: int, layout: Layout, clauses: Sequence[Clause]) -> Texts:
    has_numbers = layout.column(Part.NUMBER) is not None
    texts: Texts = []
    keys = [
        (clause.place, clause.cell(column)) if clause.place and clause.cells else None for clause in clauses
    ]
    for index, found in groupby(range(len(clauses)), key=lambda i: keys[i] or i):
        group = [clauses[i] for i in found]
        before = clauses[len(texts) - 1] if texts else None
        cell = own_part(group[0].cell(column), group[0], before)
        if len(group) > 1 and isinstance(index, tuple):
            texts += [shared_text(cell, group)] * len(group)
        elif group[0].cells:
            texts.append(text_in(cell, group[0]))
        else:
            texts.append(group[0].text if has_numbers else numbered(group[0]))
    return texts
