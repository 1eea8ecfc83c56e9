"""A plan's tasks as a sheet that people edit: its columns, and what stands in each cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from common.cells import bare, harmless
from common.text import squeeze
from tasks.models import Plan, Task
from tasks.roles import ROLE_LABELS, Role
from tasks.services.editing import deadline_words, heading_of

IDENTIFIER = "编号（请勿改动）"
# Excel holds 32,767 signs in a cell; a longer text is cut there, and then only changed on the screen.
LONGEST = 32_000
# Columns that a plan has in any case.
USUAL = (Role.LEAD, Role.ASSIST)


@dataclass(frozen=True, slots=True)
class Column:
    """``field`` is the code of tasks.merging.FIELD_LABELS; the columns of roles are parts of “units”."""

    head: str
    field: str
    value: Callable[[Task], str]
    role: Role | None = None


def columns_of(roles: Iterable[Role]) -> list[Column]:
    """From left to right, as the offices print them."""
    return [
        Column("序号", "number", lambda task: task.number),
        Column("工作要求", "heading", lambda task: heading_of(task) if task.requirement_id else ""),
        Column("工作任务", "text", lambda task: task.text),
        *(Column(f"{ROLE_LABELS[role]}单位", "units", _holders(role), role) for role in roles),
        Column("完成时限", "deadline", lambda task: deadline_words(task.deadline)),
        Column("备注", "remark", lambda task: task.remark),
    ]


def roles_of(plan: Plan) -> list[Role]:
    """Those that stand in the plan, and the usual ones."""
    tasks = plan.tasks.in_force()
    present = {*tasks.order_by().values_list("assignments__role", flat=True).distinct(), *USUAL}
    return [role for role in Role if role in present]


def _holders(role: Role) -> Callable[[Task], str]:
    return lambda task: "、".join(str(a.holder) for a in task.assignments.all() if a.role == role)


def written(value: str) -> str:
    """A value as the file holds it: no formula, not longer than a cell."""
    return harmless(value[:LONGEST])


def is_same(cell: str, value: str) -> bool:
    """Whether an uploaded cell still says what was written into it; blanks and line ends do not count."""
    return squeeze(cell) == squeeze(written(value)) or squeeze(bare(cell)) == squeeze(value)


def typed(cell: str) -> str:
    """What a person means by a cell."""
    return bare(cell).replace("\r\n", "\n").replace("_x000D_", "").strip()
