"""The tree of units in reading order, from one query's rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from units.models import Unit


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit and how deep it stands (0: no visible unit above it)."""

    unit: Unit
    depth: int

    @property
    def step(self) -> int:
        """Depth as the page indents it; deeper ones stand like the fourth level."""
        return min(self.depth, 4)


def in_order(units: Iterable[Unit]) -> list[Branch]:
    """Each unit followed by what lies below it, siblings by position; a unit whose parent is not among them
    starts a tree of its own."""
    known = {unit.pk: unit for unit in units}
    below: dict[int | None, list[Unit]] = {}
    for unit in sorted(known.values(), key=lambda each: (each.position, each.pk)):
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    branches: list[Branch] = []
    waiting = [(root, 0) for root in reversed(below.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        branches.append(Branch(unit, depth))
        waiting.extend((child, depth + 1) for child in reversed(below.get(unit.pk, [])))
    return branches
