"""回头看 as its page reads it: every task of both plans once, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from compare.likeness import key_of
from compare.models import Comparison, Gap, Link
from compare.sides import Side, sides_of
from compare.undone import Undone, undone_of


class Became(StrEnum):
    """What became of a task; OPEN: likeness proposes a pair and nobody has answered."""

    OPEN = "open"
    KEPT = "kept"
    REWORDED = "reworded"
    NEW = "new"
    DROPPED = "dropped"


LABELS = {
    Became.OPEN: ("待确认", "amber"),
    Became.KEPT: ("沿用", "green"),
    Became.REWORDED: ("改写", "blue"),
    Became.NEW: ("新增", "grey"),
    Became.DROPPED: ("未列入", "grey"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A task of last year (``before``) and the same of this year, or one of them alone."""

    became: Became
    before: Side | None = None
    after: Side | None = None
    link: Link | None = None
    undone: Undone | None = None
    gap: Gap | None = None

    @property
    def word(self) -> str:
        return LABELS[self.became][0]

    @property
    def colour(self) -> str:
        return LABELS[self.became][1]

    @property
    def other_units(self) -> bool:
        return bool(self.before and self.after and self.before.units != self.after.units)

    @property
    def other_deadline(self) -> bool:
        return bool(self.before and self.after and self.before.deadline != self.after.deadline)

    @property
    def to_check(self) -> bool:
        """Its deadline was moved on by a year, and nobody has looked at it or written another."""
        return bool(self.link and self.link.to_check and self.after and self.after.is_moved)

    @property
    def may_carry(self) -> bool:
        """Left undone last year, and nobody has said what it is this year."""
        return self.undone is not None and self.became == Became.DROPPED


def rows_of(comparison: Comparison) -> list[Row]:
    """Those of this year in printed order, then what this year's plan lacks; a fixed number of queries."""
    before, after = sides_of(comparison.other), sides_of(comparison.plan)
    links = _partners(comparison, before, after)
    gaps = {gap.task_id: gap for gap in comparison.gaps.select_related("by")}
    undone = undone_of(comparison.other)
    met = {link.before_id for link in links.values()}
    rows = [_row(side, links.get(side.id), before, undone) for side in after.values()]
    left = (side for side in before.values() if side.id not in met)
    return [
        *rows,
        *(Row(Became.DROPPED, before=s, undone=undone.get(s.id), gap=gaps.get(s.id)) for s in left),
    ]


def _partners(
    comparison: Comparison, before: Mapping[int, Side], after: Mapping[int, Side]
) -> dict[int, Link]:
    """By this year's task: what is confirmed, else what is proposed."""
    found = comparison.links.exclude(state=Link.State.REJECTED).select_related("decided_by")
    standing = [link for link in found if link.before_id in before and link.after_id in after]
    return {
        link.after_id: link for link in sorted(standing, key=lambda link: link.state == Link.State.CONFIRMED)
    }


def _row(side: Side, link: Link | None, before: Mapping[int, Side], undone: Mapping[int, Undone]) -> Row:
    if link is None:
        return Row(Became.NEW, after=side)
    old = before[link.before_id]
    became = Became.KEPT if key_of(old.text) == key_of(side.text) else Became.REWORDED
    if link.state == Link.State.PROPOSED:
        became = Became.OPEN
    return Row(became, old, side, link, undone.get(old.id))


def counted(rows: Iterable[Row]) -> dict[str, int]:
    """How many of each, and how many were left undone or have a deadline to be checked."""
    counts = {str(each): 0 for each in Became} | {"undone": 0, "check": 0}
    for row in rows:
        counts[row.became] += 1
        counts["undone"] += row.undone is not None
        counts["check"] += row.to_check
    return counts


def chosen(rows: Iterable[Row], show: str) -> Iterator[Row]:
    """The rows of one count."""
    tests = {
        "undone": lambda row: row.undone is not None,
        "check": lambda row: row.to_check,
    }
    test = tests.get(show, lambda row: not show or row.became == show)
    return (row for row in rows if test(row))
