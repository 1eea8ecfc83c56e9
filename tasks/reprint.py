"""A printed row after an edit: the ledger prints a task's own cells again, so they follow the change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from common.text import fold
from tasks.roles import Role

_VERBS = {
    Role.LEAD: "牵头",
    Role.COORDINATE: "统筹",
    Role.IMPLEMENT: "落实",
    Role.ASSIST: "配合",
    Role.GUIDE: "指导",
    Role.RESPONSIBLE: "负责",
}


def rewritten(cells: Sequence[str], before: str, after: str) -> list[str]:
    """The cells with ``before`` as ``after``: a cell that says just this, else the first that holds it.

    Unchanged where no cell holds it, as in plans whose deadline stands in running text.
    """
    if not before.strip():
        return list(cells)
    same = [number for number, cell in enumerate(cells) if fold(cell) == fold(before)]
    holding = [number for number, cell in enumerate(cells) if before in cell]
    if not same and not holding:
        return list(cells)
    number = (same or holding)[0]
    changed = after if same else cells[number].replace(before, after, 1)
    return [changed if each == number else cell for each, cell in enumerate(cells)]


def redivided(cells: Sequence[str], names: Iterable[str], phrase: str) -> list[str]:
    """The cells with the one that named the units as ``phrase``: the shortest that holds all the names."""
    names = list(names)
    holding = [number for number, cell in enumerate(cells) if names and all(name in cell for name in names)]
    if not holding:
        return list(cells)
    number = min(holding, key=lambda each: len(cells[each]))
    return [phrase if each == number else cell for each, cell in enumerate(cells)]


def division_phrase(pairs: Iterable[tuple[Role, str]]) -> str:
    """(role, name) pairs as a plan prints them: “办公室牵头，绿化科、养护科配合”, bare names for 责任."""
    by_role: dict[Role, list[str]] = {}
    for role, name in pairs:
        by_role.setdefault(role, []).append(name)
    if set(by_role) == {Role.RESPONSIBLE}:
        return "、".join(by_role[Role.RESPONSIBLE])
    return "，".join(f"{'、'.join(names)}{_VERBS[role]}" for role, names in by_role.items())
