"""Splitting a task into several and joining it to the one before; the recognised draft stays as read.

In ``corrections``: ``splits`` maps the index of a recognised task to its parts ``[[index, text], …]``, the
first with its own index, the others with indices that no recognised task has; ``joins`` lists the indices
of tasks that are part of the one before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from importer.draft import PlanDraft, TaskDraft, UnitDraft
from importer.redating import redate, reread

Json = dict[str, Any]
SPLIT, JOINED = "split", "joined"
_SENTENCE_END = re.compile(r"(?<=[。；;！？])\s*|\n+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A task of the draft before people's other corrections; ``root``: the recognised task it is of."""

    index: int
    root: int
    task: TaskDraft
    is_part: bool = False
    joined: tuple[int, ...] = ()

    @property
    def marks(self) -> frozenset[str]:
        return frozenset([SPLIT] * self.is_part + [JOINED] * bool(self.joined))


def pieces(recognised: PlanDraft, plan: PlanDraft, corrections: Json) -> list[Piece]:
    """The recognised tasks, split and joined, their dates by the facts of ``plan``."""
    joins = set(corrections.get("joins", ()))
    found: list[Piece] = []
    for piece in _split(recognised, plan, corrections.get("splits", {})):
        if piece.index in joins and found:
            before = found[-1]
            joined = (*before.joined, piece.index, *piece.joined)
            found[-1] = replace(before, task=merged(before.task, piece.task), joined=joined)
        else:
            found.append(piece)
    return found


def _split(recognised: PlanDraft, plan: PlanDraft, splits: Json) -> Iterator[Piece]:
    for root, task in enumerate(recognised.tasks):
        parts = splits.get(str(root))
        if not parts:
            yield Piece(root, root, redate(task, recognised, plan))
            continue
        for index, text in parts:
            part = replace(task, text=text, number=task.number if index == root else None)
            yield Piece(index, root, redate(reread(part, recognised), recognised, plan), is_part=True)


def merged(head: TaskDraft, tail: TaskDraft) -> TaskDraft:
    """Both as one: texts under each other, every unit once, the first deadline that says anything."""
    return replace(
        head,
        text=f"{head.text}\n{tail.text}",
        units=_all_units(head.units, tail.units),
        deadline=head.deadline if head.deadline.kind != "none" else tail.deadline,
        cells=_all_cells(head.cells, tail.cells),
        remark="\n".join(dict.fromkeys(filter(None, (head.remark, tail.remark)))),
    )


def _all_units(head: tuple[UnitDraft, ...], tail: tuple[UnitDraft, ...]) -> tuple[UnitDraft, ...]:
    known = {(unit.name, unit.role) for unit in head}
    return (*head, *(unit for unit in tail if (unit.name, unit.role) not in known))


def _all_cells(head: tuple[str, ...], tail: tuple[str, ...]) -> tuple[str, ...]:
    if len(head) != len(tail):
        return head
    return tuple("\n".join(dict.fromkeys(filter(None, both))) for both in zip(head, tail, strict=True))


def suggested(text: str) -> list[str]:
    """The parts into which a text falls by its lines and sentences."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def with_split(corrections: Json, count: int, index: int, root: int, texts: list[str]) -> Json:
    """Corrections that make one task several; ``count`` is how many were recognised.

    The parts start with what people have corrected of the whole: units, headings, deadline.
    """
    splits = {key: list(parts) for key, parts in corrections.get("splits", {}).items()}
    parts = splits.get(str(root), [[root, ""]])
    used = [part[0] for each in splits.values() for part in each]
    free = max([count - 1, *used]) + 1
    fresh = [[index, texts[0]], *([free + step, text] for step, text in enumerate(texts[1:]))]
    at = next(place for place, part in enumerate(parts) if part[0] == index)
    splits[str(root)] = [*parts[:at], *fresh, *parts[at + 1 :]]
    tasks = dict(corrections.get("tasks", {}))
    kept = {name: value for name, value in tasks.pop(str(index), {}).items() if name != "text"}
    if kept:
        tasks |= {str(part[0]): {n: v for n, v in kept.items() if n != "number"} for part in fresh}
        tasks[str(index)] = kept
    return {**corrections, "splits": splits, "tasks": tasks}


def with_join(corrections: Json, index: int) -> Json:
    """Corrections that make a task part of the one before it."""
    tasks = {key: value for key, value in corrections.get("tasks", {}).items() if key != str(index)}
    return {**corrections, "joins": [*corrections.get("joins", []), index], "tasks": tasks}


def without_reshaping(corrections: Json, root: int, joined: tuple[int, ...]) -> Json:
    """Corrections under which the recognised task and those joined to it stand as they were read."""
    splits = {key: parts for key, parts in corrections.get("splits", {}).items() if key != str(root)}
    parts = [index for index, _ in corrections.get("splits", {}).get(str(root), [])]
    gone = {*parts, *joined, root}
    tasks = {key: value for key, value in corrections.get("tasks", {}).items() if int(key) not in gone}
    joins = [index for index in corrections.get("joins", []) if index not in gone]
    return {**corrections, "splits": splits, "joins": joins, "tasks": tasks}
