"""A revised document against the plan that it revises, task by task.  Pure; preview and commit share it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import fuzz

from common.text import fold
from importer.likeness import Likeness

# Likeness of texts is 0 … 100.  In the same place with the same number less likeness is enough.
LIKE, LIKE_IN_PLACE = 58.0, 34.0
_SAME_NUMBER, _SAME_PATH = 8.0, 6.0
_CANDIDATES = 8
FIELDS = {
    "number": "序号",
    "text": "任务",
    "heading": "所属标题",
    "units": "责任分工",
    "deadline": "完成时限",
    "directive": "性质",
}


class Kind(StrEnum):
    """What became of a task; CONFLICT: the document and people here changed the same field."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Entry:
    """A task as values.  ``words`` holds every field of :data:`FIELDS` as people read it.

    ``hand``: fields that people changed since the document came in, with what the document said.
    """

    key: str
    path: tuple[str, ...]
    words: Mapping[str, str]
    hand: Mapping[str, str] = field(default_factory=dict)
    reported: bool = False

    @property
    def text(self) -> str:
        return self.words["text"]

    @property
    def number(self) -> str:
        return self.words["number"]


@dataclass(frozen=True, slots=True)
class Change:
    """A field with other words; ``by_hand``: people here have changed it too."""

    field: str
    before: str
    after: str
    by_hand: bool = False

    @property
    def label(self) -> str:
        return FIELDS[self.field]


@dataclass(frozen=True, slots=True)
class Pair:
    """A task of the plan and the same one of the document, or one of them alone."""

    before: Entry | None
    after: Entry | None
    changes: tuple[Change, ...] = ()
    likeness: float = 100.0

    @property
    def kind(self) -> Kind:
        if self.before is None:
            return Kind.NEW
        if self.after is None:
            return Kind.GONE
        if any(change.by_hand for change in self.changes):
            return Kind.CONFLICT
        return Kind.CHANGED if self.changes else Kind.SAME

    @property
    def asks(self) -> bool:
        """Whether a person has to say yes: it was reported on, or people have changed it here."""
        if self.before is None or self.kind == Kind.SAME:
            return False
        mine = bool(self.before.hand) if self.kind == Kind.GONE else self.kind == Kind.CONFLICT
        return self.before.reported or mine

    def accepted(self, yes: bool) -> tuple[Change, ...]:
        """The changes that are made: all with a yes; without one none that overwrites what people did."""
        if self.before is None or yes:
            return self.changes
        return () if self.before.reported else tuple(c for c in self.changes if not c.by_hand)

    def goes(self, yes: bool) -> bool:
        """Whether the task is taken out of the plan."""
        return self.kind == Kind.GONE and (yes or not self.asks)


Apart = frozenset[tuple[str, str]]


def diff(old: Sequence[Entry], new: Sequence[Entry], apart: Apart = frozenset()) -> tuple[Pair, ...]:
    """Every task of both sides once: those of the document in its order, then those that it lacks.

    ``apart``: pairs of keys (old, new) that a person has called different tasks.
    """
    partners = _partners(old, new, apart)
    pairs = []
    for index, entry in enumerate(new):
        if index in partners:
            before = old[partners[index]]
            pairs.append(Pair(before, entry, tuple(_changes(before, entry)), _likeness(before, entry)))
        else:
            pairs.append(Pair(None, entry))
    met = set(partners.values())
    return (*pairs, *(Pair(entry, None) for index, entry in enumerate(old) if index not in met))


def _changes(before: Entry, after: Entry) -> Iterator[Change]:
    for name in FIELDS:
        ours, theirs = before.words[name], after.words[name]
        # What the document left alone stays as people made it.
        if ours != theirs and before.hand.get(name) != theirs:
            yield Change(name, ours, theirs, name in before.hand)


def _likeness(before: Entry, after: Entry) -> float:
    return fuzz.ratio(fold(before.text), fold(after.text))


def _partners(old: Sequence[Entry], new: Sequence[Entry], apart: Apart) -> dict[int, int]:
    """New index → old index: first the same words, the nearest place before others; then like words."""
    found: dict[int, int] = {}
    for level in range(4):
        _pair_equal(old, new, apart, found, level)
    taken = set(found.values())
    for _, index, other in sorted(_candidates(old, new, apart, found), key=lambda c: (-c[0], c[1], c[2])):
        if index not in found and other not in taken:
            found[index] = other
            taken.add(other)
    return found


def _mark(entry: Entry, level: int) -> Hashable:
    """What has to be equal at a level, strictest first."""
    text = fold(entry.text)
    return [(text, entry.path, entry.number), (text, entry.path), (text, entry.number), text][level]


def _pair_equal(
    old: Sequence[Entry], new: Sequence[Entry], apart: Apart, found: dict[int, int], level: int
) -> None:
    taken = set(found.values())
    waiting: dict[Hashable, list[int]] = {}
    for other, entry in enumerate(old):
        if other not in taken:
            waiting.setdefault(_mark(entry, level), []).append(other)
    for index, entry in enumerate(new):
        if index in found:
            continue
        queue = waiting.get(_mark(entry, level), [])
        match = next((other for other in queue if (old[other].key, entry.key) not in apart), None)
        if match is not None:
            queue.remove(match)
            found[index] = match


def _candidates(
    old: Sequence[Entry], new: Sequence[Entry], apart: Apart, found: Mapping[int, int]
) -> Iterator[tuple[float, int, int]]:
    """(score, new index, old index) of pairs that may be the same task."""
    taken = set(found.values())
    texts = {other: fold(entry.text) for other, entry in enumerate(old) if other not in taken}
    places: dict[Hashable, list[int]] = {}
    for other in texts:
        places.setdefault((old[other].path, old[other].number), []).append(other)
    likeness = Likeness(texts)
    open_ones = [index for index in range(len(new)) if index not in found]
    for position, index in enumerate(open_ones):
        entry = new[index]
        text = fold(entry.text)
        share = position / len(open_ones)
        scores = likeness.like(text, share, cutoff=LIKE, limit=_CANDIDATES)
        for other in places.get((entry.path, entry.number), ()) if entry.number else ():
            scores.setdefault(other, fuzz.ratio(text, texts[other]))
        for other, score in scores.items():
            if score >= LIKE_IN_PLACE and (old[other].key, entry.key) not in apart:
                yield score + _bonus(old[other], entry), index, other


def _bonus(before: Entry, after: Entry) -> float:
    number = _SAME_NUMBER if before.number and before.number == after.number else 0.0
    return number + (_SAME_PATH if before.path == after.path else 0.0)
