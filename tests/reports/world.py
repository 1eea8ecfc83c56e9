"""Ledgers drawn at random, the same for the same seed."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from common.dates import SHANGHAI
from tasks.deadlines import Deadline, DeadlineKind
from tasks.models import Obligation, Plan
from tasks.roles import Role
from tasks.services import plans
from tasks.services.periods import open_periods
from tasks.services.plans import NewAssignment, NewTask
from tasks.workflow import State
from units.models import Unit, UnitGroup, User
from units.services import name_group

TODAY = dt.date(2026, 10, 20)
NOW = dt.datetime.combine(TODAY, dt.time(9), tzinfo=SHANGHAI)
ISSUED = dt.date(2026, 3, 2)


@dataclass
class World:
    city: Unit
    parks: Unit
    sports: Unit
    sections: dict[Unit, list[Unit]]
    people: dict[str, User] = field(default_factory=dict)

    def user(self, name: str) -> User:
        """Scopes are kept on the object for one request; a test asks as if it were a new one."""
        return User.objects.get(pk=self.people[name].pk)


def issue(plan: Plan) -> Plan:
    """Put a plan into force on its printed day; by today all its periods have opened."""
    assert plan.issued_on is not None
    then = dt.datetime.combine(plan.issued_on, dt.time(9), tzinfo=SHANGHAI)
    issued = plans.issue(plan=plan, actor=None, now=then)
    open_periods(today=TODAY, now=NOW, plans=[issued])
    return issued


_DRAWN = (
    "state", "due_on", "reported_on", "completion", "done_on", "submitted_on", "returned_reason",
)  # fmt: skip


def draw_plan(
    rng: random.Random,
    bureau: Unit,
    sections: list[Unit],
    *,
    title: str = "",
    year: int = 2026,
    size: int = 12,
) -> Plan:
    """A plan in force with all kinds of deadlines, roles and collectives, its obligations in drawn states."""
    everyone = name_group(organisation=bureau, name="各科室", members=sections)
    tasks = [_draw_task(rng, number, sections, everyone) for number in range(1, size + 1)]
    made = plans.create_plan(
        organisation=bureau,
        actor=None,
        now=NOW,
        title=title or f"{bureau.name}{year}年工作分工方案",
        year=year,
        issued_on=ISSUED.replace(year=year),
        document_number=f"云园发〔{year}〕3号",
        tasks=tasks,
    )
    issued = issue(made)
    obligations = list(issued.obligations.order_by("pk"))
    for obligation in obligations:
        _draw_state(rng, obligation)
    Obligation.objects.bulk_update(obligations, _DRAWN)
    return issued


def _draw_task(rng: random.Random, number: int, sections: list[Unit], everyone: UnitGroup) -> NewTask:
    chapter = rng.choice(["一、公开目录", "二、政策解读", ""])
    path = (chapter, f"（{number % 3}）小项", "1. 细目")[: rng.randint(1, 3)] if chapter else ()
    units = rng.sample(sections, rng.randint(1, 3))
    carried = [
        NewAssignment(rng.choice([Role.LEAD, Role.RESPONSIBLE, Role.ASSIST, Role.GUIDE]), u) for u in units
    ]
    if rng.random() < 0.3:
        carried.append(NewAssignment(Role.RESPONSIBLE, group=everyone))
    due = TODAY + dt.timedelta(days=rng.choice([-90, -40, -1, 0, 1, 15, 30, 31, 60]))
    deadline = rng.choice(
        [
            Deadline("长期", DeadlineKind.LONG_TERM),
            Deadline(f"{due.month}月{due.day}日", DeadlineKind.DATE, due),
            Deadline(f"{due.month}月{due.day}日", DeadlineKind.DATE, due),
            Deadline(),
        ]
    )
    return NewTask(
        text=f"做好第{number}项公开工作",
        path=path,
        number=str(number),
        assignments=tuple(carried),
        deadline=deadline,
    )


def _draw_state(rng: random.Random, obligation: Obligation) -> None:
    obligation.state = str(rng.choice(list(State)))
    if rng.random() < 0.2:
        # One unit was given more time than the others.
        obligation.due_on += dt.timedelta(days=rng.randint(-20, 40))
    told = obligation.state in {State.SUBMITTED, State.ACCEPTED, State.RETURNED} or rng.random() < 0.4
    if told:
        obligation.reported_on = TODAY - dt.timedelta(days=rng.randint(0, 60))
        obligation.completion = rng.choice(["done", "ongoing", "not_done"])
    if obligation.state == State.ACCEPTED:
        obligation.done_on = obligation.submitted_on = obligation.reported_on
    if obligation.state == State.RETURNED:
        obligation.returned_reason = "请补充网址"
