"""A draft read as the revision of a plan: both sides as entries of importer.diff.  Writes nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Any

from importer.corrections import Item
from importer.diff import FIELDS, Entry, Kind, Pair, diff
from importer.ledger import deadline_of, number_and_text, parts_of
from importer.models import ImportBatch
from importer.review import Review
from tasks.models import Plan, Task, TaskEvent
from tasks.services.editing import deadline_words, directive_words, division_words, heading_words, units_words
from tasks.services.plans import Headings

_FIELD_OF = {label: name for name, label in FIELDS.items()}


@dataclass(frozen=True)
class Revision:
    """``pairs`` in the document's order, what it lacks at the end."""

    plan: Plan
    pairs: tuple[Pair, ...]

    @cached_property
    def seen(self) -> str:
        """A mark of this very diff: nobody commits what their page has not shown them."""
        shown = [
            [_plain(pair.before), _plain(pair.after), list(map(astuple, pair.changes))] for pair in self.pairs
        ]
        value = json.dumps(shown, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(value.encode()).hexdigest()[:16]

    def of_kind(self, kind: Kind) -> list[Pair]:
        return [pair for pair in self.pairs if pair.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        return {str(kind): len(self.of_kind(kind)) for kind in Kind}


def _plain(entry: Entry | None) -> list[Any] | None:
    if entry is None:
        return None
    return [entry.key, entry.path, dict(entry.words), dict(entry.hand), entry.reported]


def revision_of(batch: ImportBatch, review: Review, plan: Plan) -> Revision:
    apart = frozenset((old, new) for old, new in batch.answers.get("apart", ()))
    new = [_of_document(item, review) for item in review.draft.kept]
    return Revision(plan, diff(entries_of(plan), new, apart))


def _of_document(item: Item, review: Review) -> Entry:
    number, text = number_and_text(item)
    words = {
        "number": number,
        "text": text.strip(),
        "heading": heading_words(item.task.path),
        "units": division_words((part.role, part.name) for part in parts_of(item, review)),
        "deadline": deadline_words(deadline_of(item.task.deadline)),
        "directive": directive_words(item.task.directive),
    }
    return Entry(str(item.index), item.task.path, words)


def entries_of(plan: Plan) -> list[Entry]:
    """The tasks of a plan that are in force, in printed order."""
    paths = Headings(plan).paths
    hand, reported = _by_hand(plan), _reported(plan)
    tasks = (
        plan.tasks.in_force().in_printed_order().prefetch_related("assignments__unit", "assignments__group")
    )
    return [
        Entry(
            str(task.pk),
            paths[task.requirement_id],
            words_of(task, paths[task.requirement_id]),
            hand.get(task.pk, {}),
            task.pk in reported,
        )
        for task in tasks
    ]


def words_of(task: Task, path: tuple[str, ...]) -> dict[str, str]:
    return {
        "number": task.number,
        "text": task.text.strip(),
        "heading": heading_words(path),
        "units": units_words(task.assignments.all()),
        "deadline": deadline_words(task.deadline),
        "directive": directive_words(task.is_directive),
    }


def _by_hand(plan: Plan) -> dict[int, dict[str, str]]:
    """Fields that people have changed since the document came in: what it said, by task."""
    found: dict[int, dict[str, str]] = {}
    acts = (TaskEvent.Act.EDITED, TaskEvent.Act.REVISED)
    events = plan.events.filter(act__in=acts, task__isnull=False).order_by("pk")
    for task, act, changes in events.values_list("task", "act", "changes"):
        fields = found.setdefault(task or 0, {})
        for label, (before, _) in changes.items():
            name = _FIELD_OF.get(label)
            if name and act == TaskEvent.Act.EDITED:
                fields.setdefault(name, before)
            elif name:
                fields.pop(name, None)
    return found


def _reported(plan: Plan) -> set[Any]:
    """Tasks on which somebody has done something: a report, a submission, a decision."""
    acts = plan.events.filter(obligation__isnull=False, actor__isnull=False)
    return set(acts.values_list("task", flat=True))
