"""What people changed in a draft, laid over what was recognised; the recognised plan itself stays as read.

``corrections`` is JSON: ``{"facts": {field: value}, "tasks": {"<index>": {field: value}}}``.  Facts: title,
issuer, document_number, year (int), issued_on (ISO date).  Task fields: number, text, path (list), units
(list of UnitDraft), deadline (see deadline_json), directive (bool), left_out (bool).  How tasks are split and
joined: importer.reshaping.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from importer.draft import DeadlineDraft, PlanDraft, TaskDraft, UnitDraft
from importer.reshaping import JOINED, SPLIT, Piece, pieces

Json = dict[str, Any]
# More would make a page that is slow to open and to find one's way in.
ITEMS_A_PAGE = 100
BY_HAND = "校对时由人工填写。"


@dataclass(frozen=True, slots=True)
class Item:
    """A task of the draft as it stands now; ``printed`` is what was read, ``changed`` what people changed.

    ``index`` is its place in the recognised plan (a part of a split task has one behind all those) and stays
    the same whatever is corrected; ``position`` is its place in the draft.
    """

    index: int
    task: TaskDraft
    printed: TaskDraft
    changed: frozenset[str] = frozenset()
    left_out: bool = False
    position: int = 0
    root: int = 0
    joined: tuple[int, ...] = ()

    @property
    def is_reshaped(self) -> bool:
        """Whether it is a part of a recognised task, or several of them."""
        return bool(self.changed & {SPLIT, JOINED})

    @property
    def number(self) -> int:
        """As people count: 第 1 项."""
        return self.position + 1

    @property
    def page(self) -> int:
        """The page of the preview on which it stands."""
        return self.position // ITEMS_A_PAGE + 1

    @property
    def seen(self) -> str:
        """A mark of this very version: nobody overwrites what their form has not shown them."""
        value = json.dumps([self.task.as_json(), self.left_out], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(value.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Draft:
    """A plan as recognised and corrected: ``plan`` with corrected facts and tasks, ``items`` one a task."""

    plan: PlanDraft
    items: tuple[Item, ...]
    changed: frozenset[str] = frozenset()

    @cached_property
    def _by_index(self) -> dict[int, Item]:
        return {index: item for item in self.items for index in (item.index, *item.joined)}

    @cached_property
    def _parts(self) -> dict[int, tuple[Item, ...]]:
        found: dict[int, tuple[Item, ...]] = {}
        for item in self.items:
            if SPLIT in item.changed:
                found[item.root] = (*found.get(item.root, ()), item)
        return found

    def find(self, index: int) -> Item | None:
        """The task of this index, or the one that it was joined to."""
        return self._by_index.get(index)

    def at(self, index: int) -> Item:
        return self._by_index[index]

    def parts_of(self, index: int) -> tuple[Item, ...]:
        """The tasks into which a recognised one was split, or the one that holds it."""
        return self._parts.get(index) or (self.at(index),)

    @property
    def is_paged(self) -> bool:
        """Whether the preview comes in pages."""
        return len(self.items) > ITEMS_A_PAGE

    @property
    def kept(self) -> tuple[Item, ...]:
        """The tasks that will be in the plan."""
        return tuple(item for item in self.items if not item.left_out)


def laid_over(recognised: PlanDraft, corrections: Json) -> Draft:
    """The recognised plan with corrections; dates without a year follow a corrected year or issue date."""
    facts = corrections.get("facts", {})
    plan = _with_facts(recognised, facts)
    by_index = corrections.get("tasks", {})
    items = [
        _corrected(piece, position, by_index.get(str(piece.index), {}))
        for position, piece in enumerate(pieces(recognised, plan, corrections))
    ]
    plan = replace(plan, tasks=tuple(item.task for item in items))
    return Draft(plan, tuple(items), frozenset(facts))


def _with_facts(plan: PlanDraft, facts: Json) -> PlanDraft:
    changes = dict(facts)
    if changes.get("issued_on"):
        changes["issued_on"] = dt.date.fromisoformat(changes["issued_on"])
    plan = replace(plan, **changes)
    if plan.year is None and plan.issued_on is not None:
        return replace(plan, year=plan.issued_on.year)
    return plan


def _corrected(piece: Piece, position: int, changes: Json) -> Item:
    printed = piece.task
    fields = {name: value for name, value in changes.items() if name != "left_out"}
    task = replace(printed, **{name: _value(printed, name, value) for name, value in fields.items()})
    return Item(
        index=piece.index,
        task=task,
        printed=printed,
        changed=frozenset(fields) | piece.marks,
        left_out=bool(changes.get("left_out")),
        position=position,
        root=piece.root,
        joined=piece.joined,
    )


def _value(printed: TaskDraft, name: str, value: Any) -> Any:
    if name == "path":
        return tuple(value)
    if name == "units":
        return tuple(UnitDraft(**unit) for unit in value)
    if name == "deadline":
        date = value.get("date")
        return replace(
            printed.deadline,
            **{**value, "date": dt.date.fromisoformat(date) if date else None},
            reason=BY_HAND,
        )
    return value


def deadline_json(deadline: DeadlineDraft) -> Json:
    """The fields of a deadline that a person corrects."""
    relative = deadline.kind == "relative"
    return {
        "kind": deadline.kind,
        "date": deadline.date.isoformat() if deadline.date else None,
        "days_after_issue": deadline.days_after_issue if relative else None,
        "working_days": bool(deadline.working_days) and relative,
        "recurrence": deadline.recurrence,
    }


def facts_json(plan: PlanDraft) -> Json:
    """The facts of a plan that a person corrects; empty where nothing is known."""
    return {
        "title": plan.title or "",
        "issuer": plan.issuer or "",
        "document_number": plan.document_number or "",
        "year": plan.year,
        "issued_on": plan.issued_on.isoformat() if plan.issued_on else None,
    }


def with_facts(corrections: Json, recognised: PlanDraft, values: Json) -> Json:
    """Corrections with these facts; a fact that says what was read anyway is no correction."""
    read = facts_json(recognised)
    facts = {**corrections.get("facts", {}), **values}
    return {**corrections, "facts": {name: value for name, value in facts.items() if value != read[name]}}


def with_task(corrections: Json, item: Item, values: Json) -> Json:
    """Corrections with these fields of one task; fields that say what was read are dropped again."""
    read = {
        "number": item.printed.number or "",
        "text": item.printed.text,
        "path": list(item.printed.path),
        "units": units_json(item.printed.units),
        "deadline": deadline_json(item.printed.deadline),
        "directive": item.printed.directive,
        "left_out": False,
    }
    mine = {name: value for name, value in values.items() if value != read[name]}
    tasks = {**corrections.get("tasks", {})}
    tasks.pop(str(item.index), None)
    if mine:
        tasks[str(item.index)] = mine
    return {**corrections, "tasks": tasks}


def units_json(units: tuple[UnitDraft, ...]) -> list[Json]:
    """The units of a task as corrections hold them, each with its printed phrase."""
    return [
        {"name": unit.name, "role": unit.role, "group": unit.group, "phrase": unit.phrase} for unit in units
    ]


def with_headings(corrections: Json, draft: Draft, old: tuple[str, ...], new: tuple[str, ...]) -> Json:
    """Corrections that turn the headings ``old`` into ``new``, level by level, over all tasks under them.

    An empty title takes that level away.
    """
    tasks = {key: dict(value) for key, value in corrections.get("tasks", {}).items()}
    for item in draft.items:
        path = item.task.path
        shared = _shared(path, old)
        changed = [title for title in (*new[:shared], *path[shared:]) if title]
        if changed != list(path):
            tasks.setdefault(str(item.index), {})["path"] = changed
    return {**corrections, "tasks": tasks}


def _shared(path: tuple[str, ...], old: tuple[str, ...]) -> int:
    """How many levels from the top two paths have in common."""
    depth = min(len(path), len(old))
    return next((level for level in range(depth) if path[level] != old[level]), depth)
