"""Coverage as its page reads it: each upstream clause with the tasks that carry it, and what is our own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from compare.models import Comparison, Gap, Link
from compare.sides import Side, sides_of


class Stand(StrEnum):
    """How an upstream clause stands; OPEN: proposed tasks wait for an answer, GAP: a person has written why
    nothing carries it, BARE: nobody has said anything."""

    OPEN = "open"
    COVERED = "covered"
    GAP = "gap"
    BARE = "bare"


LABELS = {
    Stand.OPEN: ("待确认", "amber"),
    Stand.COVERED: ("已承接", "green"),
    Stand.GAP: ("未承接", "grey"),
    Stand.BARE: ("未承接，待写理由", "red"),
}


@dataclass(frozen=True, slots=True)
class Carrier:
    """A local task that carries the clause, or may."""

    link: Link
    task: Side


@dataclass(frozen=True, slots=True)
class Row:
    clause: Side
    stand: Stand
    carriers: tuple[Carrier, ...]
    gap: Gap | None

    @property
    def word(self) -> str:
        return LABELS[self.stand][0]

    @property
    def colour(self) -> str:
        return LABELS[self.stand][1]

    @property
    def confirmed(self) -> list[Carrier]:
        return [each for each in self.carriers if each.link.state == Link.State.CONFIRMED]


@dataclass(frozen=True, slots=True)
class Coverage:
    """``own``: local tasks that carry nothing from above."""

    rows: list[Row]
    own: list[Side]

    @property
    def counts(self) -> dict[str, int]:
        counts = {str(each): 0 for each in Stand} | {"own": len(self.own)}
        for row in self.rows:
            counts[row.stand] += 1
        return counts

    def chosen(self, show: str) -> Iterator[Row]:
        """The rows of one count."""
        return (row for row in self.rows if not show or row.stand == show)


def coverage_of(comparison: Comparison) -> Coverage:
    """In the order of the upstream document; a fixed number of queries."""
    above, own = sides_of(comparison.other), sides_of(comparison.plan)
    found = comparison.links.exclude(state=Link.State.REJECTED).select_related("decided_by")
    carriers: dict[int, list[Carrier]] = defaultdict(list)
    for link in found:
        if link.before_id in above and link.after_id in own:
            carriers[link.before_id].append(Carrier(link, own[link.after_id]))
    gaps = {gap.task_id: gap for gap in comparison.gaps.select_related("by")}
    rows = [_row(clause, carriers[clause.id], gaps.get(clause.id)) for clause in above.values()]
    used = {each.task.id for row in rows for each in row.carriers}
    return Coverage(rows, [side for side in own.values() if side.id not in used])


def _row(clause: Side, carriers: Iterable[Carrier], gap: Gap | None) -> Row:
    found = tuple(
        sorted(carriers, key=lambda each: (each.link.state != Link.State.CONFIRMED, -each.link.likeness))
    )
    confirmed = any(each.link.state == Link.State.CONFIRMED for each in found)
    if confirmed:
        stand = Stand.COVERED
    elif found:
        stand = Stand.OPEN
    else:
        stand = Stand.GAP if gap else Stand.BARE
    return Row(clause, stand, found, gap)
