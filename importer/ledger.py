"""A task of the draft in the ledger's words and values; preview, diff and commit use the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from common.text import fold
from importer.corrections import Item
from importer.draft import DeadlineDraft
from importer.holders import NEW, Holder, Standing, id_of
from importer.review import Review
from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.roles import Role

# Longest that the ledger's column holds (tasks.models).
_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A unit or collective of a task by its name; the commit turns ``holder`` into a row of the directory."""

    role: Role
    name: str
    holder: Holder
    phrase: str


def number_and_text(item: Item) -> tuple[str, str]:
    """A number too long for its column is none: it stays in front of the text, where it was printed."""
    number, text = item.task.number or "", item.task.text
    return (number, text) if len(number) <= _NUMBER else ("", f"{number} {text}")


def parts_of(item: Item, review: Review) -> Iterator[Part]:
    """Each unit once in each role: two printed names may mean the same unit."""
    seen = set()
    for unit in item.task.units:
        holder = review.holder_of(unit.name)
        if holder is None or holder.standing == Standing.OUT:
            continue
        is_single = holder.standing in (Standing.UNIT, Standing.NEW)
        name = _name(holder.tokens[0], review) if is_single else holder.name
        if (is_single, name, unit.role) not in seen:
            seen.add((is_single, name, unit.role))
            yield Part(Role(unit.role), name, holder, unit.phrase or unit.name)


def _name(token: str, review: Review) -> str:
    """The name that the unit has in the directory, or will have."""
    name = token.removeprefix(NEW)
    known = review.directory.by_id(id_of(token)) or review.directory.names.get(fold(name))
    return known.name if known else name


def deadline_of(draft: DeadlineDraft) -> Deadline:
    """A deadline as read as the ledger's value."""
    return Deadline(
        text=draft.text,
        kind=DeadlineKind(draft.kind),
        date=draft.date,
        days_after_issue=draft.days_after_issue,
        working_days=bool(draft.working_days),
        recurrence=Recurrence(draft.recurrence) if draft.recurrence else None,
    )
