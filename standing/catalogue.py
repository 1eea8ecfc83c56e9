"""The standing items of an organisation: the law's, switched on or not, and its own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.holders import Holders
from tasks.models import Carrying, Plan, StandingItem, Task
from tasks.presets import Preset, presets
from tasks.services.plans import NewAssignment, NewTask
from tasks.services.standing import NewItem
from tasks.status import Board, TaskStatus, statuses
from units.models import Membership, Unit
from units.permissions import Role

# How units that carry an item are called, by the sort of holder (fixtures/presets/standing.json).
_NAMES = {
    "legal": "法规|法制|法治",
    "finance": "财务|财政|计财|审计",
    "it": "信息|网络|智慧",
    "data_centre": "数据|信息|智慧",
    "site_owner": "信息|网站|宣传|新闻",
    "site_supervisor": "信息|网站",
    "enforcing": "执法|监督|稽查",
    "sections": "^各.*(?:科室|处室|股室|部门|单位|机构)",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An item; ``guess`` is the key of the unit that most likely carries it, for one that is not on."""

    preset: Preset | None
    item: StandingItem | None = None
    task: Task | None = None
    status: TaskStatus | None = None
    carried: Sequence[Carrying] = ()
    deadline: str = ""
    guess: str = ""

    @property
    def is_on(self) -> bool:
        task = self.task
        return task is not None and task.withdrawn_at is None and task.plan.state == Plan.State.ISSUED

    @property
    def text(self) -> str:
        return self.task.text if self.task else self.preset.item if self.preset else ""

    @property
    def source(self) -> str:
        return self.preset.source if self.preset else ""


def entries(organisation: Unit, board: Board, holders: Holders) -> list[Entry]:
    """The law's items in their order, then the organisation's own; a fixed number of queries."""
    items = {item.task_id: item for item in StandingItem.objects.filter(organisation=organisation)}
    loaded = Task.objects.filter(pk__in=items).select_related("plan").prefetch_related("assignments")
    tasks = {task.pk: (task, status) for task, status in statuses(loaded, board)}
    said = Carrying.objects.filter(standing__in=items, same=True)
    carried: dict[int, list[Carrying]] = {}
    for each in said.select_related("task__plan__organisation"):
        carried.setdefault(each.standing_id, []).append(each)
    guess = Guess.of(organisation, holders, board.today)

    def entry(preset: Preset | None, item: StandingItem | None) -> Entry:
        if item is None:
            assert preset is not None
            text = preset.deadline(board.today).text or ""
            return Entry(preset, deadline=text, guess=guess.key(preset.holder))
        task, status = tasks[item.task_id]
        return Entry(preset, item, task, status, carried.get(task.pk, ()), deadline_words(task))

    by_code = {item.code: item for item in items.values() if item.code}
    law = [entry(preset, by_code.get(code)) for code, preset in presets().items()]
    own = [entry(None, item) for item in items.values() if item.code not in presets()]
    return [*law, *own]


def deadline_words(task: Task) -> str:
    """As it was said; of an item made elsewhere, its day or its rhythm."""
    if task.deadline_text:
        return task.deadline_text
    return f"{task.due_on:%Y-%m-%d}" if task.due_on else task.get_recurrence_display() or "未定"


@dataclass(frozen=True, slots=True)
class Guess:
    """Which unit carries an item by the words of its name, else the section in which the office sits."""

    holders: Holders
    office: str

    @classmethod
    def of(cls, organisation: Unit, holders: Holders, today: dt.date) -> Guess:
        posts = Membership.objects.current(today).filter(role=Role.OFFICE, unit__organisation=organisation)
        seats = {f"u{pk}" for pk in posts.values_list("unit", flat=True) if pk != organisation.pk}
        named = [key for key, unit in holders.units.items() if re.search("公开|办公室|综合", unit.name)]
        own = f"u{organisation.pk}"
        found = [key for key in holders.units if key in seats] + [key for key in named if key != own]
        return cls(holders, next(iter(found), ""))

    def key(self, holder: str) -> str:
        pattern = _NAMES.get(holder)
        if pattern is None:
            return self.office
        offered = self.holders.groups if holder == "sections" else self.holders.units
        return next((key for key, each in offered.items() if re.search(pattern, each.name)), self.office)


def new_item(preset: Preset, assignments: Sequence[NewAssignment], today: dt.date) -> NewItem:
    """A preset to be switched on."""
    task = NewTask(
        text=preset.item,
        assignments=tuple(assignments),
        deadline=preset.deadline(today),
        deadline_reason="按依据文件",
        remark=f"依据：{preset.source}",
    )
    return NewItem(task, preset.code, preset.first_days)
