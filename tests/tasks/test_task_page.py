"""The page of one task: what is laid open for whom, acts with reasons, history by kind, the printed row."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tasks.models import Obligation, Plan, Task
from tasks.roles import Role
from tasks.services import extensions, progress
from tasks.services.plans import NewAssignment
from tasks.workflow import Completion
from tests.factories import UnitFactory, person
from tests.factories_tasks import at, due, issued_plan, new_task
from tests.tasks.conftest import Bureau
from units.models import User

TODAY = dt.date(2026, 8, 12)
DUE = dt.date(2026, 8, 28)


@pytest.fixture
def plan(bureau: Bureau) -> Plan:
    return issued_plan(
        bureau.unit,
        [new_task("清理过期文件。", bureau.green, bureau.roads, deadline=due(DUE), number="1")],
    )


@pytest.fixture
def own(plan: Plan, bureau: Bureau) -> Obligation:
    return plan.obligations.get(unit=bureau.green)


def page(user: User, task: Task, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("task-detail", args=[task.pk]) + query).content.decode()


def is_open(text: str, obligation: Obligation) -> bool:
    tag = re.search(rf'<details class="obligation" id="obligation-{obligation.pk}"[^>]*>', text)
    assert tag
    return " open" in tag[0]


def hand_in(obligation: Obligation, actor: User) -> None:
    now = at(TODAY)
    progress.report(
        obligation=obligation, actor=actor, now=now, progress="已办。", completion=Completion.DONE
    )
    progress.submit(obligation=obligation, actor=actor, now=now)


@time_machine.travel(at(TODAY), tick=False)
def test_own_units_are_laid_open_and_for_the_office_what_waits(
    plan: Plan, own: Obligation, bureau: Bureau
) -> None:
    task = plan.tasks.get()
    other = plan.obligations.get(unit=bureau.roads)
    text = page(bureau.head, task)
    assert is_open(text, own)
    assert not is_open(text, other)
    assert not is_open(page(bureau.clerk, task), own)
    hand_in(own, bureau.head)
    text = page(bureau.clerk, task)
    assert is_open(text, own)
    assert text.index(f"obligation-{own.pk}") < text.index(f"obligation-{other.pk}")


@time_machine.travel(at(TODAY), tick=False)
def test_acts_not_possible_now_stand_there_with_their_reason(
    plan: Plan, own: Obligation, bureau: Bureau
) -> None:
    text = page(bureau.clerk, plan.tasks.get())
    assert "当前状态是“待办理”，不能审核通过。" in text
    assert 'aria-disabled="true"' in text
    leader = page(bureau.leader, plan.tasks.get())
    assert "/obligations/" not in leader
    assert 'aria-disabled="true"' not in leader


@time_machine.travel(at(TODAY), tick=False)
def test_a_request_for_a_later_day_is_told_with_both_days(
    plan: Plan, own: Obligation, bureau: Bureau
) -> None:
    extensions.ask(
        obligation=own,
        actor=bureau.head,
        now=at(TODAY),
        reason="系统升级",
        wanted_on=dt.date(2026, 9, 20),
    )
    text = page(bureau.clerk, plan.tasks.get())
    assert "由 2026-08-28 延至 2026-09-20：系统升级" in text
    assert is_open(text, own)


@time_machine.travel(at(TODAY), tick=False)
def test_history_by_kind_and_whole(plan: Plan, own: Obligation, bureau: Bureau) -> None:
    task = plan.tasks.get()
    hand_in(own, bureau.head)
    for number in range(6):
        reason = f"第{number}次补充"
        progress.return_(obligation=own, actor=bureau.clerk, now=at(TODAY), reason=reason)
        progress.submit(obligation=own, actor=bureau.head, now=at(TODAY))
    told = page(bureau.clerk, task, "?history=decisions")
    assert "第2次补充" in told
    assert "填报了进展" not in told
    assert ">看全部 " in page(bureau.clerk, task)
    assert ">看全部 " not in page(bureau.clerk, task, "?whole=1")
    assert "填报了进展" in page(bureau.clerk, task, "?history=nonsense&whole=1")


@time_machine.travel(at(TODAY), tick=False)
def test_the_row_as_printed_with_its_place(bureau: Bureau) -> None:
    plan = issued_plan(bureau.unit, [new_task("清理过期文件。", bureau.green)])
    Plan.objects.filter(pk=plan.pk).update(columns=["序号", "任务"], source_name="方案.docx")
    plan.tasks.update(cells=["7", "清理过期\n文件。"], place={"table": 1, "row": 8})
    text = page(bureau.head, plan.tasks.get())
    assert "第 1 表第 8 行" in text
    assert '<th scope="col">任务</th>' in text
    assert "<td>清理过期\n文件。</td>" in text


@time_machine.travel(at(TODAY), tick=False)
def test_leaders_and_offices_watch_and_remark_and_units_read_it(plan: Plan, bureau: Bureau) -> None:
    task = plan.tasks.get()
    assert "批示" not in page(bureau.head, task)
    assert "还没有批示" in page(bureau.clerk, task)
    client = Client()
    client.force_login(bureau.leader)
    client.post(reverse("task-watch", args=[task.pk]), {"on": "1"})
    client.post(reverse("task-remark", args=[task.pk]), {"text": "请月底前报我。"})
    assert "已在您的关注清单里" in page(bureau.leader, task)
    told = page(bureau.head, task)
    assert "请月底前报我。" in told
    assert reverse("task-watch", args=[task.pk]) not in told
    client.force_login(bureau.head)
    assert "批示：请月底前报我。" in client.get(reverse("records")).content.decode()


@time_machine.travel(at(TODAY), tick=False)
def test_thirty_units_take_as_many_queries_as_two(
    plan: Plan, bureau: Bureau, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    units = [UnitFactory(parent=bureau.unit) for _ in range(15)]
    wide = issued_plan(bureau.unit, [new_task("各单位自查。", *units, deadline=due(DUE))])
    for unit in units[:5]:
        hand_in(wide.obligations.get(unit=unit), person("head", unit))
    client = Client()
    client.force_login(bureau.clerk)
    address = reverse("task-detail", args=[wide.tasks.get().pk])
    client.get(address)
    with django_assert_max_num_queries(20):
        client.get(address)


@time_machine.travel(at(TODAY), tick=False)
def test_a_lead_hands_in_over_the_page_that_asks_why_others_are_silent(bureau: Bureau) -> None:
    roles = (
        NewAssignment(role=Role.LEAD, unit=bureau.green),
        NewAssignment(role=Role.ASSIST, unit=bureau.roads),
    )
    plan = issued_plan(bureau.unit, [new_task("编制年报。", deadline=due(DUE), assignments=roles)])
    own, other = plan.obligations.get(unit=bureau.green), plan.obligations.get(unit=bureau.roads)
    address = reverse("obligation-act", args=[own.pk, "submit"])
    for obligation, actor in ((own, bureau.head), (other, bureau.other_head)):
        progress.report(
            obligation=obligation, actor=actor, now=at(TODAY), progress="办。", completion=Completion.DONE
        )
        for text in (page(bureau.head, plan.tasks.get()), desk(bureau.head)):
            assert (f'href="{address}?next=' in text) is (obligation == own)
            assert (f'action="{address}"' in text) is (obligation == other)


def desk(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/").content.decode()
