"""A pasted block against the rows it falls on: what each cell would change, and doing it as one batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from common.decisions import Refusal
from tasks.block import COLUMNS, MOST_ROWS, read_deadline, read_units
from tasks.merging import FIELD_LABELS
from tasks.models import Plan, Task
from tasks.planviews import chapters, under
from tasks.roles import Role
from tasks.services import arranging, editing
from tasks.services.editing import EditConflict, words_of
from tasks.services.history import Batch
from tasks.services.plans import NewAssignment
from tasks.services.revising import locked_plan
from units import directory
from units.models import User

# An empty cell of these empties the field; of the others it leaves it as it is.
MAY_EMPTY = {"number", "remark"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one pasted cell means for one field: printed values, the value to write, or why it cannot be."""

    task: Task
    field: str
    before: str
    after: str = ""
    value: Any = None
    problem: str = ""

    @property
    def key(self) -> str:
        return f"{self.task.pk}.{self.field}"

    @property
    def label(self) -> str:
        return FIELD_LABELS[self.field]

    @property
    def changes(self) -> bool:
        return not self.problem and self.before != self.after


@dataclass(frozen=True, slots=True)
class Proposal:
    """All cells row by row, and what is left aside."""

    fields: list[str]
    rows: list[list[Cell]]
    notes: list[str] = field(default_factory=list)

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row]

    @property
    def changed(self) -> int:
        return sum(cell.changes for cell in self.cells)

    @property
    def problems(self) -> int:
        return sum(bool(cell.problem) for cell in self.cells)

    @property
    def seen(self) -> dict[str, str]:
        """What stood in every cell that is to change: the editor has it before their eyes."""
        return {cell.key: cell.before for cell in self.cells if cell.changes}


def propose(*, plan: Plan, rows: Sequence[int], column: str, grid: Sequence[Sequence[str]]) -> Proposal:
    """Lay the block onto the tasks ``rows`` (ids, downwards) from ``column`` (of COLUMNS) to the right."""
    if not grid:
        raise Refusal("没有可以粘贴的内容，请先在 Excel 或 WPS 里复制一块。")
    if len(grid) > MOST_ROWS:
        raise Refusal(f"一次最多粘贴 {MOST_ROWS} 行，请分批进行。")
    fields = list(COLUMNS[COLUMNS.index(column) :])
    width = max(len(row) for row in grid)
    notes = []
    if width > len(fields):
        notes.append(f"右边多出 {width - len(fields)} 列，没有采用：最后一列是“{FIELD_LABELS[fields[-1]]}”。")
    if len(grid) > len(rows):
        notes.append(f"下面多出 {len(grid) - len(rows)} 行，没有采用：从所选任务往下只有 {len(rows)} 项。")
    meanings = Meanings(plan)
    tasks = meanings.tasks(rows[: len(grid)])
    laid = [
        [meanings.cell(task, name, text) for name, text in zip(fields, texts, strict=False)]
        for task, texts in zip(tasks, grid, strict=False)
    ]
    return Proposal(fields[:width], laid, notes)


class Meanings:
    """Reads cells against the plan's headings and the organisation's names, each loaded once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.chapters = chapters(plan)
        self.units = directory.names_of(plan.organisation)
        self.groups = directory.groups_of(plan.organisation)
        self.headings: dict[str, list[Any]] = {}
        for each in self.chapters:
            heading = each.requirement
            for name in {heading.title, editing.heading_words(editing.way_of(heading))}:
                self.headings.setdefault(name, []).append(heading)

    def known(self, ids: Iterable[int]) -> dict[int, Task]:
        """Those of the tasks that are in the plan, with headings and division of work."""
        loaded = self.plan.tasks.in_force().filter(pk__in=ids)
        loaded = loaded.prefetch_related("assignments__unit", "assignments__group")
        return {task.pk: task for task in under(loaded, self.plan, self.chapters)}

    def tasks(self, ids: Sequence[int]) -> list[Task]:
        found = self.known(ids)
        if len(found) < len(set(ids)):
            raise Refusal("有的任务已不在本计划里，请刷新后再粘贴。")
        return [found[pk] for pk in ids]

    def cell(self, task: Task, name: str, text: str) -> Cell:
        """What a pasted cell means; an empty one mostly that the field stays as it is."""
        if not text and name not in MAY_EMPTY:
            stands = words_of(task)[name]
            return Cell(task, name, stands, stands)
        read = self.read(name, text)
        before = words_of(task)[name]
        if isinstance(read, str):
            return Cell(task, name, before, text, problem=read)
        return Cell(task, name, before, *read)

    def read(self, name: str, text: str) -> tuple[str, Any] | str:
        """The printed value and the value to write; a sentence where there is none."""
        readers: Mapping[str, Callable[[str], tuple[str, Any] | str]] = {
            "units": self._units,
            "deadline": self._deadline,
            "heading": self._heading,
            "number": lambda text: (text, text) if len(text) <= 20 else "序号最多 20 个字",
        }
        return readers[name](text) if name in readers else (text, text)

    def _units(self, text: str) -> tuple[str, list[NewAssignment]] | str:
        return self.division(read_units(text), {})

    def division(
        self, pairs: Sequence[tuple[Role, str]], standing: Mapping[tuple[Role, str], NewAssignment]
    ) -> tuple[str, list[NewAssignment]] | str:
        """Roles with names as a division of work; what is ``standing`` by that name stays as it is."""
        unknown = [
            name
            for role, name in pairs
            if (role, name) not in standing and name not in self.units and name not in self.groups
        ]
        if unknown:
            return f"名录里没有“{'”“'.join(unknown)}”"
        wanted = [standing.get((role, name)) or self._named(role, name) for role, name in pairs]
        once = list({(a.role, a.unit, a.group): a for a in reversed(wanted)}.values())[::-1]
        return editing.division_words((a.role, str(a.unit or a.group)) for a in once), once

    def _named(self, role: Role, name: str) -> NewAssignment:
        return NewAssignment(role, self.units.get(name), None if name in self.units else self.groups[name])

    def _deadline(self, text: str) -> tuple[str, Any] | str:
        read = read_deadline(text, year=self.plan.year, issued_on=self.plan.issued_on)
        if read is None:
            return "读不出这个时限，请写成“2026年12月30日”或“长期”"
        return editing.deadline_words(read), read

    def _heading(self, text: str) -> tuple[str, Any] | str:
        found = self.headings.get(text, [])
        if len(found) != 1:
            return "计划里没有这个标题" if not found else "有几个同名的标题，请写全：上级 › 下级"
        return editing.heading_words(editing.way_of(found[0])), found[0]


@transaction.atomic
def paste(
    *, plan: Plan, actor: User, now: dt.datetime, proposal: Proposal, seen: Mapping[str, str]
) -> tuple[int, Batch]:
    """Write every cell that changes; ``seen`` is :attr:`Proposal.seen` of the preview that was confirmed.

    All or nothing: raises EditConflict where somebody else has changed one of the fields since.
    """
    batch = Batch()
    plan = locked_plan(plan, actor)
    hand: dict[str, Any] = {"actor": actor, "now": now, "batch": batch}
    changing = [cell for cell in proposal.cells if cell.changes]
    if not changing:
        raise Refusal("没有要修改的内容：粘贴的和现有的一样，或都读不出来。")
    for cell in changing:
        if cell.field != "heading":
            write(cell, seen.get(cell.key, ""), hand)
    move(plan, [cell for cell in changing if cell.field == "heading"], seen, hand)
    return len(changing), batch


def write(cell: Cell, seen: str, hand: dict[str, Any]) -> None:
    """Any field but the heading; ``hand``: actor, now and batch."""
    task, value = cell.task, cell.value
    writers: dict[str, Callable[[], Task]] = {
        "number": lambda: editing.edit_number(task=task, number=value, seen=seen, **hand),
        "text": lambda: editing.edit_text(task=task, text=value, seen=seen, **hand),
        "remark": lambda: editing.edit_remark(task=task, remark=value, seen=seen, **hand),
        "deadline": lambda: editing.edit_deadline(task=task, deadline=value, seen=seen, **hand),
        "units": lambda: editing.edit_units(task=task, assignments=value, seen=seen, **hand),
    }
    writers[cell.field]()


def move(plan: Plan, cells: Sequence[Cell], seen: Mapping[str, str], hand: dict[str, Any]) -> None:
    """Tasks of cells that name another heading go under it."""
    for cell in cells:
        if cell.before != seen.get(cell.key, ""):
            raise EditConflict(FIELD_LABELS["heading"], cell.before, cell.after)
    for heading in dict.fromkeys(cell.value for cell in cells):
        tasks = [cell.task for cell in cells if cell.value == heading]
        arranging.move_under(plan=plan, tasks=tasks, requirement=heading, **hand)
