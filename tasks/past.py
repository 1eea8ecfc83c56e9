"""A plan's table as it stood on a past day: today's rows, walked back through the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class PastRow:
    """A task as people read it: its fields' printed values by their labels; whether it stood in the plan."""

    id: int
    words: Mapping[str, str]
    present: bool = True


@dataclass(frozen=True, slots=True)
class PastChange:
    """What one history row did to a task.

    ``changes``: label → (before, after).  ``entered``: True where the task came into the plan by it, False
    where it went out, None otherwise.  ``moved``: it changed its place, and stood behind ``behind`` before.
    """

    task: int
    changes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    entered: bool | None = None
    moved: bool = False
    behind: int | None = None


def as_of(rows: Sequence[PastRow], later: Iterable[PastChange]) -> list[PastRow]:
    """The rows of the plan before the changes ``later`` (newest first), in the order of then.

    ``rows`` are today's, in order, those taken out of the plan included.
    """
    found = {row.id: row for row in rows}
    order = [row.id for row in rows]
    for change in later:
        row = found.get(change.task)
        if row is None:
            continue
        words = dict(row.words) | {
            label: pair[0] for label, pair in change.changes.items() if label in row.words
        }
        present = row.present if change.entered is None else not change.entered
        found[row.id] = replace(row, words=words, present=present)
        if change.moved:
            _move(order, row.id, change.behind)
    return [found[each] for each in order if found[each].present]


def _move(order: list[int], task: int, behind: int | None) -> None:
    order.remove(task)
    # Without the neighbour of then (deleted with its plan's draft) the task keeps to the top.
    order.insert(order.index(behind) + 1 if behind in order else 0, task)
