"""How like two clauses are, 0 … 100, among all clauses of two documents.  Pure.

Pairs of neighbouring characters count by how rare they are: clauses of one trade share most of their words
(公开, 政务, 落实), and what tells a duty from another is said in few.  How the words stand in order counts a
little.  A year is no word here: every clause of a new year's plan prints another one.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest

from rapidfuzz import fuzz

from common.text import fold

# Below it two clauses have no more in common than any two (tests/compare/test_corpus.py).
LIKE = 16
# So many are compared closely for each clause, chosen among so many that share its rarest pairs.
_CLOSELY = 16
_SHARERS = 1_500
_ORDER_COUNTS = 0.2
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d年?度?")


def key_of(text: str) -> str:
    """Equal for clauses that differ in signs, blanks and years only."""
    return _YEAR.sub("", fold(text))


@dataclass(frozen=True, slots=True)
class _Clause:
    key: str
    pairs: frozenset[str]
    weight: int


class Likeness:
    """The clauses of two documents as :func:`key_of` gives them, by any integers."""

    def __init__(self, before: Mapping[int, str], after: Mapping[int, str]) -> None:
        found: Counter[str] = Counter()
        for key in (*before.values(), *after.values()):
            found.update(_pairs(key))
        total = len(before) + len(after)
        # Whole numbers: sums over sets are the same in whatever order.
        self._rarity = {pair: round(1000 * math.log(1 + total / count)) for pair, count in found.items()}
        self.before = {id_: self._clause(key) for id_, key in before.items()}
        self.after = {id_: self._clause(key) for id_, key in after.items()}
        self._holders: dict[str, list[int]] = defaultdict(list)
        for id_, clause in self.after.items():
            for pair in clause.pairs:
                self._holders[pair].append(id_)

    def _clause(self, key: str) -> _Clause:
        pairs = _pairs(key)
        return _Clause(key, pairs, self._weigh(pairs))

    def _weigh(self, pairs: Iterable[str]) -> int:
        return sum(map(self._rarity.__getitem__, pairs))

    def of(self, before: int, after: int) -> int:
        """The likeness of one clause of each document."""
        one, other = self.before[before], self.after[after]
        if one.key == other.key:
            return 100
        if not one.pairs or not other.pairs:
            return 0
        shared = self._weigh(one.pairs & other.pairs) / math.sqrt(one.weight * other.weight)
        ordered = fuzz.ratio(one.key, other.key) / 100
        return min(99, round(100 * ((1 - _ORDER_COUNTS) * shared + _ORDER_COUNTS * ordered)))

    def likest(self, before: int, limit: int) -> list[tuple[int, int]]:
        """(likeness, key) of the clauses of the second document most like this one, the likest first."""
        shared = self._sharers(before)
        found = ((self.of(before, id_), id_) for id_ in nlargest(_CLOSELY, shared, key=shared.__getitem__))
        return sorted((each for each in found if each[0] >= LIKE), key=lambda each: (-each[0], each[1]))[
            :limit
        ]

    def _sharers(self, before: int) -> dict[int, int]:
        """Clauses that hold its rarest pairs, with the weight of what they share."""
        shared: dict[int, int] = defaultdict(int)
        left = _SHARERS
        holders = ((self._holders.get(pair, ()), pair) for pair in self.before[before].pairs)
        for found, pair in sorted(holders, key=lambda each: (len(each[0]), each[1])):
            left -= len(found)
            if left < 0 and shared:
                break
            rarity = self._rarity[pair]
            for id_ in found:
                shared[id_] += rarity
        return shared


def _pairs(key: str) -> frozenset[str]:
    return frozenset(map("".join, zip(key, key[1:], strict=False))) or frozenset({key} - {""})
