"""Tells what each column of a plan holds by its cells; heads alone mislead (工作任务 may mean headings)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from common.text import fold
from reports.clauses import Clause, Layout, Part

# So many clauses are enough to know a column.
_SAMPLE = 60
# Columns of a plan that came without a table.
PLAIN_HEADS = ("工作要求", "序号", "工作任务", "责任分工", "完成时限")
_PLAIN_PARTS = (Part.HEADING, Part.NUMBER, Part.TEXT, Part.UNITS, Part.DEADLINE)

Fits = Callable[[str, Clause], bool]


def plain_layout(clauses: Sequence[Clause]) -> Layout:
    """The columns of a plan without printed ones; those that would stay empty are left out."""
    kept = [
        (head, part)
        for head, part in zip(PLAIN_HEADS, _PLAIN_PARTS, strict=True)
        if part is Part.TEXT or any(_value(part, clause) for clause in clauses)
    ]
    # The one heading column holds the whole path.
    return Layout(tuple(h for h, _ in kept), tuple(p for _, p in kept), tuple(-1 for _ in kept))


def _value(part: Part, clause: Clause) -> object:
    return {
        Part.HEADING: clause.path,
        Part.NUMBER: clause.number,
        Part.UNITS: clause.units,
        Part.DEADLINE: clause.deadline,
    }[part]


def layout_of(heads: Sequence[str], clauses: Sequence[Clause]) -> Layout:
    """Each part goes to the column that fits it best, in most of a sample that nobody has edited."""
    sample = [clause for clause in clauses if clause.cells and not clause.edited][:_SAMPLE]
    parts = [Part.OTHER] * len(heads)
    depths = [-1] * len(heads)
    for part, fits in ((Part.TEXT, _holds_text), (Part.NUMBER, _is_number), (Part.DEADLINE, _is_deadline)):
        _claim(parts, part, sample, fits)
    for depth in range(max((len(clause.path) for clause in sample), default=0)):
        column = _claim(parts, Part.HEADING, sample, partial(_is_heading, depth=depth))
        if column is not None:
            depths[column] = depth
    _claim(parts, Part.UNITS, sample, _holds_units)
    return Layout(tuple(heads), tuple(parts), tuple(depths))


def _claim(parts: list[Part], part: Part, sample: Sequence[Clause], fits: Fits) -> int | None:
    """Give ``part`` to the free column with most cells that fit, at least half of the filled ones."""
    best, best_hits = None, 0
    for column, taken in enumerate(parts):
        if taken is not Part.OTHER:
            continue
        filled = [clause for clause in sample if clause.cell(column)]
        hits = sum(fits(clause.cell(column), clause) for clause in filled)
        if hits * 2 >= len(filled) and hits > best_hits:
            best, best_hits = column, hits
    if best is not None:
        parts[best] = part
    return best


def _holds_text(cell: str, clause: Clause) -> bool:
    return clause.text[:20] in cell and len(cell) * 2 > len(clause.text)


def _is_number(cell: str, clause: Clause) -> bool:
    return bool(clause.number) and fold(cell) == fold(clause.number)


def _is_deadline(cell: str, clause: Clause) -> bool:
    return bool(clause.deadline_text) and fold(clause.deadline_text) in fold(cell) and len(cell) < 40


def _is_heading(cell: str, clause: Clause, *, depth: int) -> bool:
    if depth >= len(clause.path):
        return False
    printed, title = fold(cell), fold(clause.path[depth][1])
    return bool(printed) and (printed == title or (len(printed) > 3 and title.endswith(printed)))


def _holds_units(cell: str, clause: Clause) -> bool:
    names = [fold(name) for name in clause.names]
    return bool(names) and any(name in fold(cell) for name in names)
