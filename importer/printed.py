"""The printed row of a task of which only some changes of a revised document were taken.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from common.text import fold
from importer.draft import TaskDraft


def printed_row(old: Sequence[str], new: Sequence[str], task: TaskDraft, kept: frozenset[str]) -> list[str]:
    """Cells of a row: the new document's, but those of the fields ``kept`` (importer.diff.FIELDS) as before.

    ``task`` is the row as the new document has it.  Where the two documents have other columns and
    something was kept, no row is true of both: then there is none.
    """
    if not kept:
        return list(new)
    if len(old) != len(new):
        return []
    words = [word for name in kept for word in _words(task, name)]
    return [
        before if any(_shows(after, word) for word in words) else after
        for before, after in zip(old, new, strict=True)
    ]


def _words(task: TaskDraft, name: str) -> list[str]:
    """What the document prints of a field."""
    printed = {
        "text": [task.text],
        "heading": list(task.path),
        "units": [unit.name for unit in task.units],
        "deadline": [task.deadline.text or ""],
        "number": [task.number or ""],
    }
    return printed.get(name, [])


def _shows(cell: str, words: str) -> bool:
    """Whether the cell prints these words, or a part of them alone."""
    own, other = fold(cell), fold(words)
    return bool(own and other) and (own in other or other in own)
