"""A plan of four printed rows, and what units say of it."""

from __future__ import annotations

import datetime as dt

from tasks.deadlines import Deadline, DeadlineKind
from tasks.models import Obligation, Plan
from tasks.roles import Role
from tasks.services import plans, progress
from tasks.services.plans import NewAssignment, NewTask
from tests.factories import person
from tests.reports.world import NOW, World
from units.models import Unit

COLUMNS = ["工作要求", "具体任务", "责任单位", "时限"]
FIRST, SECOND = "一、公开目录", "二、政策解读"
BOTH = "3. 材料同步起草。\n4. 解读同步公布。"
YEAR_END = dt.date(2026, 12, 30)


def printed_task(path: str, number: str, text: str, cell: str, unit: Unit, row: int) -> NewTask:
    return NewTask(
        text=text,
        path=(path,),
        number=number,
        assignments=(NewAssignment(Role.RESPONSIBLE, unit, phrase=unit.name),),
        deadline=Deadline("12月30日", DeadlineKind.DATE, YEAR_END),
        place={"table": 0, "row": row},
        cells=(path, cell, unit.name, "12月30日"),
    )


def printed_plan(world: World) -> Plan:
    """Two headings over two tasks each; the last two were printed in one cell; one looks like a formula."""
    office, green, *_ = world.sections[world.parks]
    made = plans.create_plan(
        organisation=world.parks,
        actor=None,
        now=NOW,
        title="云溪市园林局2026年公开工作分工",
        year=2026,
        issuer="云溪市园林局",
        document_number="云园发〔2026〕7号",
        issued_on=dt.date(2026, 9, 1),
        columns=COLUMNS,
        tasks=[
            printed_task(FIRST, "1", "核对目录。", "1. 核对目录。", office, 1),
            printed_task(FIRST, "2", "=1+1 是公式吗。", "2. =1+1 是公式吗。", green, 2),
            printed_task(SECOND, "3", "材料同步起草。", BOTH, green, 3),
            printed_task(SECOND, "4", "解读同步公布。", BOTH, green, 3),
        ],
    )
    return plans.issue(plan=made, actor=None, now=NOW)


def say(obligation: Obligation, words: str, **more: object) -> None:
    head = person("head", obligation.unit)
    progress.report(obligation=obligation, actor=head, now=NOW, progress=words, **more)  # type: ignore[arg-type]
