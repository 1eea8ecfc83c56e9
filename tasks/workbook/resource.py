"""The rows of a plan's sheet by django-import-export: out as a dataset, back as what each row would change.

A row comes back as a :class:`Line`: cells that go through, cells that somebody has changed here meanwhile,
cells that cannot be read, or a new task.  Writing is done by the services of the screens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import transaction
from import_export import fields, resources
from import_export.instance_loaders import BaseInstanceLoader

from tasks.block import names_in
from tasks.models import Plan, Task
from tasks.roles import Role
from tasks.services import editing, pasting
from tasks.services.editing import words_of
from tasks.services.pasting import Cell, Meanings
from tasks.services.plans import NewAssignment, NewTask
from tasks.workbook.book import Seen, Sheet
from tasks.workbook.columns import IDENTIFIER, LONGEST, Column, columns_of, is_same, typed, written


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person answered to the preview: the values that stood there, by the key of the cell; and of
    these cells the ones to overwrite all the same."""

    shown: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()


@dataclass(slots=True)
class Line:
    """One row of the file against the plan; ``number`` is its line in the file."""

    number: int
    title: str
    task: Task | None = None
    cells: list[Cell] = field(default_factory=list)
    conflicts: list[Cell] = field(default_factory=list)
    problems: list[Cell] = field(default_factory=list)
    new: NewTask | None = None
    # The last known task above a new row.
    after: Task | None = None
    # What the service is told that the editor saw.
    seen: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.title


class TaskResource(resources.Resource):
    """``hand``: actor, now and batch of the writing; without it the rows are only read."""

    class Meta:
        skip_diff = True
        store_instance = True
        report_skipped = False
        instance_loader_class = BaseInstanceLoader

    def __init__(
        self,
        plan: Plan,
        roles: Iterable[Role],
        *,
        sheet: Sheet | None = None,
        choices: Choices | None = None,
        hand: dict[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.plan, self.sheet, self.hand = plan, sheet, hand
        self.choices = choices or Choices()
        self.columns = columns_of(roles)
        self.fields["id"] = fields.Field(column_name=IDENTIFIER, dehydrate_method=lambda task: str(task.pk))
        for column in self.columns:
            self.fields[column.head] = fields.Field(
                column_name=column.head, dehydrate_method=lambda task, c=column: written(c.value(task))
            )

    def iter_queryset(self, queryset: Sequence[Task]) -> Iterable[Task]:
        return queryset

    # From here on: the way back.

    def read(self, *, dry_run: bool) -> Any:
        """The result of the sheet's rows; nothing is written where ``dry_run``."""
        assert self.sheet is not None
        heads = [column.head for column in self.columns]
        rows = tablib.Dataset(headers=["line", "above", IDENTIFIER, *heads])
        for line, identifier, texts, above in self.sheet.rows:
            rows.append([line, above, identifier, *texts])
        return self.import_data(rows, dry_run=dry_run, use_transactions=True)

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        self.meanings = Meanings(self.plan)
        self.known = self.meanings.known(self._identifiers(dataset))
        self.used: set[str] = set()
        self.last: Line | None = None

    def get_or_init_instance(self, loader: object, row: Mapping[str, Any]) -> tuple[Line, bool]:
        identifier, seen = row[IDENTIFIER], self._seen
        title = typed(row[self._head("text")])[:40]
        if not identifier:
            return Line(row["line"], title, after=self.known.get(int(row["above"] or 0))), True
        if identifier not in seen:
            raise ValidationError(f"编号“{identifier}”不是导出时的编号；新增的任务请把编号留空。")
        if identifier in self.used:
            raise ValidationError(f"编号“{identifier}”在表里出现了两次；新增的任务请把编号留空。")
        self.used.add(identifier)
        task = self.known.get(int(identifier))
        if task is None:
            raise ValidationError("这项任务导出之后已经从计划里删除。")
        return Line(row["line"], str(task), task=task), False

    def import_instance(self, line: Line, row: Mapping[str, Any], **kwargs: Any) -> None:
        if line.task is None:
            line.new = self._new(row, self._path_above(line))
            self.last = line
            return
        *values_seen, units = self._seen[row[IDENTIFIER]]
        values = dict(zip([column.head for column in self.columns], values_seen, strict=True))
        seen = {**{column.field: values[column.head] for column in self.columns}, "units": units}
        seen["heading"] = seen["heading"] or editing.heading_words([])
        changed = [column for column in self.columns if not is_same(row[column.head], values[column.head])]
        for name in dict.fromkeys(column.field for column in changed):
            too_long = any(len(values[c.head]) > LONGEST for c in changed if c.field == name)
            self._place(line, self._cell(line.task, name, row, too_long=too_long), seen[name])

    def skip_row(self, line: Line, original: object, row: object, errors: object = None) -> bool:
        return not (errors or line.new or line.cells or line.conflicts or line.problems)

    def do_instance_save(self, line: Line, is_create: bool) -> None:
        """Headings and new rows wait until all rows are through: they change the order."""
        if self.hand is None:
            return
        with transaction.atomic():
            for cell in line.cells:
                if cell.field != "heading":
                    pasting.write(cell, line.seen[cell.key], self.hand)

    def _place(self, line: Line, cell: Cell, seen: str) -> None:
        """Among what goes through, what is asked about, or what cannot be read."""
        answered = self.choices.shown.get(cell.key) == cell.before
        if cell.problem:
            line.problems.append(cell)
        elif not cell.changes:
            return
        elif cell.before == seen or (answered and cell.key in self.choices.taken):
            line.cells.append(cell)
            line.seen[cell.key] = cell.before
        else:
            line.conflicts.append(cell)

    def _cell(self, task: Task, name: str, row: Mapping[str, Any], *, too_long: bool) -> Cell:
        before = words_of(task)[name]
        text = typed(row[self._head(name)])
        read = "原文太长，表里放不下，请在任务页上修改" if too_long else self._meaning(name, row, task)
        if isinstance(read, str):
            return Cell(task, name, before, text, problem=read)
        return Cell(task, name, before, *read)

    def _meaning(self, name: str, row: Mapping[str, Any], task: Task | None) -> tuple[str, Any] | str:
        if name == "units":
            return self._division(row, task)
        text = typed(row[self._head(name)])
        if name == "text" and not text:
            return "工作任务不能为空；要删除任务，请删去整行"
        if name == "heading" and not text:
            return editing.heading_words([]), None
        return self.meanings.read(name, text)

    def _division(self, row: Mapping[str, Any], task: Task | None) -> tuple[str, list[NewAssignment]] | str:
        standing = {}
        for a in task.assignments.all() if task else ():
            role = Role(a.role)
            standing[role, str(a.holder)] = NewAssignment(role, a.unit, a.group, a.phrase)
        cells = {column.role: typed(row[column.head]) for column in self.columns if column.role}
        pairs = []
        for role in dict.fromkeys([*(role for role, _ in standing), *cells]):
            if role not in cells:
                pairs += [(role, name) for each, name in standing if each is role]
                continue
            known = {name for each, name in standing if each is role}
            names = names_in(cells[role], {*known, *self.meanings.units, *self.meanings.groups})
            pairs += [(role, name) for name in names]
        return self.meanings.division(pairs, standing)

    def _new(self, row: Mapping[str, Any], above: tuple[str, ...]) -> NewTask:
        """Without a heading of its own the new row stands under that of the row ``above``."""
        read = {column.field: self._meaning(column.field, row, None) for column in self.columns}
        if problems := [each for each in read.values() if isinstance(each, str)]:
            raise ValidationError([f"{each}。" for each in problems])
        value: dict[str, Any] = {name: each[1] for name, each in read.items()}
        return NewTask(
            text=value["text"],
            path=tuple(editing.way_of(value["heading"])) or above,
            number=value["number"],
            assignments=tuple(value["units"]),
            deadline=value["deadline"],
            deadline_reason="人工填写",
            remark=value["remark"],
        )

    def _path_above(self, line: Line) -> tuple[str, ...]:
        """The heading of the row above: a new one in the same place, else the task there."""
        if self.last and self.last.new and self.last.after == line.after:
            return self.last.new.path
        return tuple(editing.way_of(line.after.requirement)) if line.after else ()

    @property
    def _seen(self) -> Seen:
        assert self.sheet is not None
        return self.sheet.seen

    def _identifiers(self, dataset: tablib.Dataset) -> list[int]:
        if not len(dataset):
            return []
        named = [each for each in dataset[IDENTIFIER] if each in self._seen]
        return [int(each) for each in [*named, *dataset["above"]] if each]

    def _head(self, name: str) -> str:
        found: Column = next(column for column in self.columns if column.field == name)
        return found.head
