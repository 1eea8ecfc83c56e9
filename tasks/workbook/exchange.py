"""Tasks out to a spreadsheet and back: the file, the preview of what it would do, and doing it as a batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import transaction

from common.decisions import Refusal
from tasks.models import Plan, Task
from tasks.planviews import chapters, under
from tasks.roles import Role
from tasks.services import arranging, editing, pasting
from tasks.services.editing import units_words
from tasks.services.history import Batch
from tasks.services.revising import locked_plan
from tasks.workbook import book
from tasks.workbook.book import Sheet
from tasks.workbook.columns import roles_of
from tasks.workbook.resource import Choices, Line, TaskResource
from units.models import User

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sheet would do: rows with something to show, refused ones with the reason, tasks not in it."""

    lines: list[Line]
    refused: list[tuple[int, str]]
    absent: list[Task]
    same: int
    # What stands in the cells that are asked about, by their key.
    shown: dict[str, str] = field(default_factory=dict)

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.cells]

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.new]

    @property
    def conflicts(self) -> list[Line]:
        return [line for line in self.lines if line.conflicts]

    @property
    def problems(self) -> list[Line]:
        return [line for line in self.lines if line.problems]

    @property
    def left_out(self) -> int:
        """Rows of which something is not taken."""
        return len(self.refused) + len(self.problems)

    @property
    def cells(self) -> int:
        return sum(len(line.cells) for line in self.lines)

    @property
    def acts(self) -> bool:
        """Whether there is anything that could be done."""
        return bool(self.cells or self.new or self.conflicts or self.absent)


class Stale(Refusal):
    """Something that was shown has changed since; the preview has to be looked at again."""


def export(plan: Plan, now: dt.datetime) -> tuple[bytes, int]:
    """The file and how many tasks are in it."""
    roles = roles_of(plan)
    loaded = plan.tasks.in_force().select_related("plan").order_by("position", "pk")
    tasks = under(loaded.prefetch_related("assignments__unit", "assignments__group"), plan, chapters(plan))
    resource = TaskResource(plan, roles)
    rows = resource.export(tasks)
    seen = {
        str(task.pk): [
            *(column.value(task) for column in resource.columns),
            units_words(task.assignments.all()),
        ]
        for task in tasks
    }
    return book.write(plan, roles, rows, seen, now), len(tasks)


def preview(*, plan: Plan, sheet: Sheet, absent: Sequence[int], same: int) -> Preview:
    """Read the changed rows against the plan as it stands; nothing is written."""
    if len(sheet.rows) > MOST_ROWS:
        raise Refusal(f"一次最多改动或新增 {MOST_ROWS} 行，表里有 {len(sheet.rows)} 行，请分几次上传。")
    resource = TaskResource(plan, _roles(sheet), sheet=sheet)
    result = resource.read(dry_run=True)
    _require_sound(result)
    lines = [row.instance for row in result.rows if row.instance is not None]
    shown = {cell.key: cell.before for line in lines for cell in line.conflicts}
    missing = plan.tasks.in_force().filter(pk__in=absent).order_by("position", "pk")
    return Preview(lines, _refused(result, sheet), list(missing), same, shown)


@transaction.atomic
def commit(
    *,
    plan: Plan,
    actor: User,
    now: dt.datetime,
    sheet: Sheet,
    choices: Choices,
    remove: Sequence[int],
    batch: Batch,
) -> int:
    """Write what the preview showed, all or nothing; returns how many tasks that touched.

    ``batch`` comes from the preview, so that sending it twice does it once.
    """
    plan = locked_plan(plan, actor)
    if plan.events.filter(batch=batch.id).exists():
        raise Refusal("这份表已经导入过了。")
    hand: dict[str, Any] = {"actor": actor, "now": now, "batch": batch}
    resource = TaskResource(plan, _roles(sheet), sheet=sheet, choices=choices, hand=hand)
    result = resource.read(dry_run=False)
    _require_sound(result)
    lines = [row.instance for row in result.rows if row.instance is not None]
    _require_shown(lines, choices)
    headings = [cell for line in lines for cell in line.cells if cell.field == "heading"]
    seen = {key: words for line in lines for key, words in line.seen.items()}
    pasting.move(plan, headings, seen, hand)
    _add(plan, [line for line in lines if line.new], hand)
    if gone := list(plan.tasks.in_force().filter(pk__in=remove)):
        arranging.take_out(plan=plan, tasks=gone, reason="用表格删除", **hand)
    touched = plan.events.filter(batch=batch.id).order_by().values("task").distinct().count()
    if not touched:
        raise Refusal("没有要办理的改动。")
    return touched


def _require_shown(lines: Sequence[Line], choices: Choices) -> None:
    asked = {cell.key: cell.before for line in lines for cell in line.conflicts}
    if any(choices.shown.get(key) != stands for key, stands in asked.items()):
        raise Stale("预览之后又有人改了同一处，请再看一遍下面的预览。")


def _add(plan: Plan, lines: Sequence[Line], hand: dict[str, Any]) -> None:
    """New rows one after another under one heading go in together; behind the row above them where that
    stands under the same heading, else at its end."""

    def place(line: Line) -> tuple[int | None, tuple[str, ...]]:
        assert line.new is not None
        above = line.after
        beside = above is not None and tuple(editing.way_of(above.requirement)) == line.new.path
        return (above.pk if above and beside else None), line.new.path

    for (after, _), group in groupby(lines, key=place):
        new = [line.new for line in group if line.new]
        row = plan.tasks.in_force().filter(pk=after).first() if after else None
        arranging.add_rows(plan=plan, new=new, after=row, **hand)


def _roles(sheet: Sheet) -> list[Role]:
    return [Role(role) for role in sheet.roles]


def _refused(result: Any, sheet: Sheet) -> list[tuple[int, str]]:
    return [(sheet.rows[row.number - 1][0], "".join(row.error.messages)) for row in result.invalid_rows]


def _require_sound(result: Any) -> None:
    """A refusal of a service ends the whole; anything else is a fault of ours and is raised as it is."""
    errors = [*result.base_errors, *(each for row in result.error_rows for each in row.errors)]
    for each in errors:
        raise each.error
