"""The bureau of the tests of tasks, with a plan of last year and one of this year."""

from __future__ import annotations

import datetime as dt

import pytest

from compare.models import Comparison, Link
from compare.services import comparing
from tasks.models import Plan, Task
from tests.factories_tasks import at, due, issued_plan, make_plan, new_task
from tests.tasks.conftest import Bureau, bureau

__all__ = ["bureau"]

NOW = at(dt.date(2026, 7, 6))
PAST = dt.date(2025, 12, 30)
LAST = (
    "每季度检查一次政务新媒体，关停不活跃账号。",
    "编制并发布2024年度政府信息公开工作年度报告。",
    "举办一次政府开放日，邀请群众代表参观苗圃。",
    "公示行政许可的依据、程序和监督电话。",
)
THIS = (
    "编制并发布2025年度政府信息公开工作年度报告。",
    "每季度对局网站和政务新媒体开展自查，及时关停不活跃账号。",
    "建立古树名木目录并向社会公布。",
)


@pytest.fixture
def last_year(bureau: Bureau) -> Plan:
    tasks = [
        new_task(text, bureau.green, deadline=due(PAST), number=str(n)) for n, text in enumerate(LAST, 1)
    ]
    plan = issued_plan(bureau.unit, tasks, day=dt.date(2025, 7, 1))
    Plan.objects.filter(pk=plan.pk).update(year=2025, title="云溪市园林局2025年政务公开工作要点分工方案")
    return Plan.objects.get(pk=plan.pk)


@pytest.fixture
def this_year(bureau: Bureau) -> Plan:
    tasks = [
        new_task(text, bureau.roads, deadline=due(dt.date(2026, 12, 30)), number=str(n))
        for n, text in enumerate(THIS, 1)
    ]
    return issued_plan(bureau.unit, tasks)


@pytest.fixture
def yearly(last_year: Plan, this_year: Plan, bureau: Bureau) -> Comparison:
    return comparing.start(
        plan=this_year, other=last_year, kind=Comparison.Kind.YEAR, actor=bureau.clerk, now=NOW
    )


@pytest.fixture
def reference(bureau: Bureau) -> Plan:
    clauses = [
        "加强政府网站和政务新媒体常态化检查，关停不活跃账号。",
        "规范编制政府信息公开工作年度报告。",
        "推进公共企事业单位信息公开。",
    ]
    plan = make_plan(bureau.unit, [new_task(text) for text in clauses])
    Plan.objects.filter(pk=plan.pk).update(kind=Plan.Kind.REFERENCE, title="云溪市2026年政务公开工作要点")
    return Plan.objects.get(pk=plan.pk)


@pytest.fixture
def level(reference: Plan, this_year: Plan, bureau: Bureau) -> Comparison:
    return comparing.start(
        plan=this_year, other=reference, kind=Comparison.Kind.LEVEL, actor=bureau.clerk, now=NOW
    )


def nth(plan: Plan, number: int) -> Task:
    """The task in this place, counted from 1."""
    return plan.tasks.order_by("position")[number - 1]


def pairs(comparison: Comparison, *states: str) -> set[tuple[int, int, str]]:
    """(place in the other plan, place in this one, state)."""
    found = comparison.links.select_related("before", "after")
    return {
        (link.before.position + 1, link.after.position + 1, link.state)
        for link in found
        if not states or link.state in states
    }


def only(comparison: Comparison, before: int, after: int) -> Link:
    return comparison.links.get(before__position=before - 1, after__position=after - 1)
