"""A task as the register prints it: the printed row with what has been changed since.  Pure values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

# Names of edited fields as the history writes them (tasks.services.editing).
TEXT, HEADING, DEADLINE, UNITS = "任务", "所属标题", "完成时限", "责任分工"

# An item's number with its punctuation at the beginning of a cell.
_MARK = re.compile(r"\s*[（(【\[]?[0-9０-９一二三四五六七八九十]{1,4}[）)】\]]?[.．、,，:：]?\s*")
# So much of a text is enough to find where it begins in its cell.
_BEGINNING = 10


class Part(StrEnum):
    """What a column of the plan holds."""

    HEADING = "heading"
    NUMBER = "number"
    TEXT = "text"
    UNITS = "units"
    DEADLINE = "deadline"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Clause:
    """A task's text with what stands around it.

    ``path``: (id, title) of its headings, outermost first; ``place``: its row in the source, if known;
    ``edited``: fields changed by hand since the import; ``units`` and ``deadline`` as they stand now;
    ``names``: units as printed.
    """

    path: tuple[tuple[int, str], ...]
    number: str
    text: str
    units: str
    deadline: str
    deadline_text: str
    remark: str = ""
    names: Sequence[str] = ()
    cells: Sequence[str] = ()
    place: tuple[object, ...] | None = None
    edited: frozenset[str] = field(default=frozenset())

    def cell(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The plan's columns: heads and what each holds; ``depth`` is a heading column's place in the path."""

    heads: tuple[str, ...]
    parts: tuple[Part, ...]
    depths: tuple[int, ...]

    def column(self, part: Part) -> int | None:
        return self.parts.index(part) if part in self.parts else None


def numbered(clause: Clause) -> str:
    """The text with its number in front."""
    return f"{clause.number}. {clause.text}" if clause.number else clause.text


def text_in(cell: str, clause: Clause) -> str:
    """The clause's text as its cell prints it, with what was edited or went on after a page break put in."""
    if clause.text in cell:
        return cell
    start = cell.find(clause.text[:_BEGINNING])
    if start >= 0:
        return cell[:start] + clause.text
    mark = _MARK.match(cell) if clause.number else None
    return (mark.group() if mark else "") + clause.text


def own_part(cell: str, clause: Clause, before: Clause | None) -> str:
    """The cell without the lines that, after a page break, end the clause before."""
    start = cell.find(clause.text[:_BEGINNING])
    tail, line_end, _ = cell[: max(start, 0)].rpartition("\n")
    if before is None or not tail.strip() or not before.text.endswith(tail.strip()):
        return cell
    return cell[len(tail) + len(line_end) :]


def shared_text(cell: str, clauses: Sequence[Clause]) -> str:
    """One cell that holds several clauses."""
    if all(clause.text in cell for clause in clauses):
        return cell
    return "\n".join(numbered(clause) for clause in clauses)


def changes_beside(clause: Clause, layout: Layout) -> list[str]:
    """What was changed by hand and has no column of its own in this plan."""
    found = []
    if DEADLINE in clause.edited and layout.column(Part.DEADLINE) is None:
        found.append(f"完成时限：{clause.deadline}")
    if UNITS in clause.edited and layout.column(Part.UNITS) is None:
        found.append(f"责任分工：{clause.units}")
    return found
