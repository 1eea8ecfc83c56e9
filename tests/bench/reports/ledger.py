"""A plan of any size with reports and evidence, the same for the same number."""

from __future__ import annotations

import datetime as dt
from random import Random

from django.utils import timezone

from tasks.models import Assignment, Evidence, Obligation, Period, Plan, ProgressReport, Requirement, Task
from units.models import Unit, User
from units.services import create_unit

HEADS = ["工作要求", "序号", "工作任务", "责任单位", "协同单位", "完成时限", "成果形式"]
WORDS = (
    "公布",
    "更新",
    "核对",
    "目录",
    "指南",
    "办理结果",
    "解读材料",
    "信息",
    "栏目",
    "清单",
    "流程",
    "平台",
)
DAY = dt.date(2026, 12, 30)


def fill(tasks: int, title: str) -> Plan:
    """Ten tasks a heading, one unit a task, every second one reported on with a page."""
    draw = Random(tasks)
    bureau = create_unit(name=f"{title}局", kind=Unit.Kind.ORGANISATION, parent=None)
    unit = create_unit(name="综合科", kind=Unit.Kind.SECTION, parent=bureau)
    author = User.objects.create_user(username=f"clerk-{tasks}", password=None, name="甲")
    plan = Plan.objects.create(
        organisation=bureau, title=title, year=2026, state="issued", released_at=timezone.now(), columns=HEADS
    )
    headings = Requirement.objects.bulk_create(
        Requirement(plan=plan, title=f"（{number}）做好第{number}类工作", position=number)
        for number in range(1, tasks // 10 + 2)
    )
    made = Task.objects.bulk_create(_task(plan, headings, number, draw) for number in range(tasks))
    Assignment.objects.bulk_create(Assignment(task=task, unit=unit, role="responsible") for task in made)
    periods = Period.objects.bulk_create(
        Period(task=task, key="once", label="12月30日前", starts_on=DAY, due_on=DAY, first_due_on=DAY)
        for task in made
    )
    owed = Obligation.objects.bulk_create(
        Obligation(period=each, task=each.task, plan=plan, unit=unit, role="responsible", due_on=DAY)
        for each in periods
    )
    reports = ProgressReport.objects.bulk_create(
        ProgressReport(obligation=each, author=author, progress=_words(draw, 20)) for each in owed[::2]
    )
    Evidence.objects.bulk_create(
        Evidence(report=each, url="https://www.example.org/1", title="公告") for each in reports
    )
    return plan


def _task(plan: Plan, headings: list[Requirement], number: int, draw: Random) -> Task:
    heading, text = headings[number // 10], _words(draw, 12)
    cells = [heading.title, str(number + 1), text, "综合科", "", "12月30日", "网页"]
    return Task(
        plan=plan, requirement=heading, position=number, number=str(number + 1), text=text, cells=cells,
        place={"table": 0, "row": number}, deadline_text="12月30日", deadline_kind="date", due_on=DAY,
    )  # fmt: skip


def _words(draw: Random, count: int) -> str:
    return "".join(draw.choices(WORDS, k=count)) + "。"
