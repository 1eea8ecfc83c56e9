"""Which clause of one document is which of another: proposals for a person to confirm.  Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from compare.likeness import Likeness, key_of

# So many of the likest compete for each clause.
_CANDIDATES = 8
# What a bid raises a price by; the whole assignment is at most this much a clause below the best possible.
_STEP = 0.25
# From here on a further local task is taken to carry a clause that another one carries already.
ALSO = 30


@dataclass(frozen=True, slots=True)
class Clause:
    """A task as a comparison sees it; ``heading`` tells apart tasks of the same words."""

    id: int
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    before: int
    after: int
    likeness: int


def propose(
    before: Sequence[Clause],
    after: Sequence[Clause],
    *,
    apart: Collection[tuple[int, int]] = frozenset(),
    also: bool = False,
) -> list[Proposal]:
    """Each clause at most once, so that all together are as like as can be; in the order of ``before``.

    ``apart``: pairs that a person has called different.  ``also``: clauses of ``after`` that are left over
    join the likest of ``before``, whoever has it already.
    """
    keys = _keys(before), _keys(after)
    likeness = Likeness(*keys)
    found = _equal(_marks(before, keys[0]), _marks(after, keys[1]), apart)
    taken = set(found.values())
    open_ones = [each.id for each in before if each.id not in found]
    candidates = {
        id_: {
            other: score
            for score, other in likeness.likest(id_, _CANDIDATES)
            if other not in taken and (id_, other) not in apart
        }
        for id_ in open_ones
    }
    found |= assign(candidates)
    pairs = [Proposal(id_, found[id_], likeness.of(id_, found[id_])) for id_ in keys[0] if id_ in found]
    return [*pairs, *_left_over(*keys, apart, set(found.values()))] if also else pairs


def _keys(clauses: Sequence[Clause]) -> dict[int, str]:
    return {each.id: key_of(each.text) for each in clauses}


def _marks(clauses: Sequence[Clause], keys: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    return {each.id: (keys[each.id], key_of(each.heading)) for each in clauses}


def _equal(
    before: Mapping[int, tuple[str, str]],
    after: Mapping[int, tuple[str, str]],
    apart: Collection[tuple[int, int]],
) -> dict[int, int]:
    """Pairs of the same words, first those under the same heading, then in printed order."""
    found: dict[int, int] = {}
    for depth in (2, 1):
        taken = set(found.values())
        waiting: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
        for other, mark in after.items():
            if other not in taken:
                waiting[mark[:depth]].append(other)
        for id_, mark in before.items():
            queue = waiting[mark[:depth]] if id_ not in found else deque()
            match = next((other for other in queue if (id_, other) not in apart), None)
            if match is not None:
                queue.remove(match)
                found[id_] = match
    return found


def assign(candidates: Mapping[int, Mapping[int, float]]) -> dict[int, int]:
    """The pairs with the greatest likeness in all, each key at most once: an auction.

    Clauses bid for their candidates; a price rises by as much as the bidder would rather pay than take the
    second best.  Who is outbid bids again, and goes without where every price is above the likeness.
    """
    prices: dict[int, float] = defaultdict(float)
    holder: dict[int, int] = {}
    bidders = deque(candidates)
    while bidders:
        bidder = bidders.popleft()
        best, gain, second = None, 0.0, 0.0
        for other, score in candidates[bidder].items():
            value = score - prices[other]
            if value > gain:
                best, gain, second = other, value, gain
            elif value > second:
                second = value
        if best is None:
            continue
        prices[best] += gain - second + _STEP
        if best in holder:
            bidders.append(holder[best])
        holder[best] = bidder
    return {bidder: other for other, bidder in holder.items()}


def _left_over(
    before: Mapping[int, str],
    after: Mapping[int, str],
    apart: Collection[tuple[int, int]],
    taken: Collection[int],
) -> list[Proposal]:
    turned = Likeness(after, before)
    return [
        Proposal(clause, other, score)
        for other in after
        if other not in taken
        for score, clause in turned.likest(other, 1)
        if score >= ALSO and (clause, other) not in apart
    ]
