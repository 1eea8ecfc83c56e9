"""工作台: each duty in its group, by role; what waits; who hears of what."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tasks import desk
from tasks.desk import Need
from tasks.models import Obligation, Plan
from tasks.roles import Role
from tasks.services import attention, extensions, progress
from tasks.services.plans import NewAssignment
from tasks.status import Board
from tasks.workflow import Completion
from tests.factories import UnitFactory, organisation, person
from tests.factories_tasks import LONG_TERM, at, due, issued_plan, new_task
from tests.tasks.conftest import Bureau
from units.models import User

TODAY = dt.date(2026, 8, 12)
LATE, NEAR, FAR = dt.date(2026, 8, 3), dt.date(2026, 8, 14), dt.date(2026, 12, 20)


@pytest.fixture
def plan(bureau: Bureau) -> Plan:
    led = (
        NewAssignment(role=Role.LEAD, unit=bureau.green),
        NewAssignment(role=Role.ASSIST, unit=bureau.roads),
    )
    return issued_plan(
        bureau.unit,
        [
            new_task("清理过期文件。", bureau.green, deadline=due(LATE), number="1"),
            new_task("公布养护计划。", bureau.green, deadline=due(NEAR), number="2"),
            new_task("编制年度报告。", deadline=due(FAR), number="3", assignments=led),
            new_task("做好专栏维护。", bureau.green, deadline=LONG_TERM, number="4"),
            new_task("公开修剪安排。", bureau.green, deadline=due(FAR), number="5"),
        ],
    )


def owed(plan: Plan, number: str, unit: object) -> Obligation:
    return plan.obligations.get(task__number=number, unit=unit)


def report(obligation: Obligation, actor: User, word: Completion = Completion.DONE) -> None:
    progress.report(obligation=obligation, actor=actor, now=at(TODAY), progress="已办。", completion=word)


def groups(user: User) -> dict[str, Need]:
    return {duty.obligation.task.number: duty.need for duty in desk.duties(user, Board.now())}


def page(user: User, address: str = "/") -> str:
    client = Client()
    client.force_login(user)
    return client.get(address).content.decode()


@time_machine.travel(at(TODAY), tick=False)
def test_each_duty_stands_in_the_group_of_its_next_step(plan: Plan, bureau: Bureau) -> None:
    returned = owed(plan, "5", bureau.green)
    report(returned, bureau.head)
    progress.submit(obligation=returned, actor=bureau.head, now=at(TODAY))
    progress.return_(obligation=returned, actor=bureau.clerk, now=at(TODAY), reason="补网址")
    report(owed(plan, "4", bureau.green), bureau.handler, Completion.ONGOING)
    assert groups(bureau.head) == {
        "1": Need.OVERDUE,
        "5": Need.RETURNED,
        "2": Need.SOON,
        "4": Need.SUBMIT,
        "3": Need.REPORT,
    }
    assert list(groups(bureau.head)) == ["1", "5", "4", "2", "3"]
    assert groups(bureau.leader) == groups(bureau.clerk) == {}


@time_machine.travel(at(TODAY), tick=False)
def test_a_head_hands_in_from_the_desk_and_a_handler_waits_for_it(plan: Plan, bureau: Bureau) -> None:
    obligation = owed(plan, "4", bureau.green)
    report(obligation, bureau.handler, Completion.ONGOING)
    address = reverse("obligation-act", args=[obligation.pk, "submit"])
    assert address in page(bureau.head)
    mine = page(bureau.handler)
    assert address not in mine
    assert "已填报，等负责人提交" in mine


@time_machine.travel(at(TODAY), tick=False)
def test_the_chips_add_up_to_what_stands_above_the_fold(plan: Plan, bureau: Bureau) -> None:
    client = Client()
    client.force_login(bureau.head)
    context = client.get("/").context
    for shown, chips in (("pressing", "tally"), ("later", "later_tally")):
        assert sum(number for _, _, number in context[chips]) == len(context[shown]) > 0


@time_machine.travel(at(TODAY), tick=False)
def test_a_remark_is_heard_of_where_the_work_lies(plan: Plan, bureau: Bureau) -> None:
    task = owed(plan, "3", bureau.green).task
    attention.remark(task=task, actor=bureau.leader, now=at(TODAY), text="请抓紧。")
    assert f"{bureau.leader} 批示：请抓紧。" in page(bureau.head)
    assert "请抓紧。" not in page(bureau.stranger)


@time_machine.travel(at(TODAY), tick=False)
def test_a_report_that_says_unfinished_is_no_submission(plan: Plan, bureau: Bureau) -> None:
    report(owed(plan, "3", bureau.green), bureau.head, Completion.NOT_DONE)
    assert groups(bureau.head)["3"] is Need.GOING


@time_machine.travel(at(TODAY), tick=False)
def test_a_lead_sees_how_many_co_units_have_told(plan: Plan, bureau: Bureau) -> None:
    def others() -> tuple[int, int] | None:
        (duty,) = [d for d in desk.duties(bureau.head, Board.now()) if d.obligation.task.number == "3"]
        return duty.others

    assert others() == (0, 1)
    report(owed(plan, "3", bureau.roads), bureau.other_head)
    assert others() == (1, 1)


@time_machine.travel(at(TODAY), tick=False)
def test_the_address_chooses_a_group(plan: Plan, bureau: Bureau) -> None:
    chosen = page(bureau.head, "/?need=overdue")
    assert "清理过期文件" in chosen
    assert f'id="report-{owed(plan, "2", bureau.green).pk}"' not in chosen
    assert "公布养护计划" in page(bureau.head, "/?need=nonsense")


@time_machine.travel(at(TODAY), tick=False)
def test_a_city_office_is_told_whose_work_is_late(db: None) -> None:
    city = organisation("松岭市人民政府")
    bureau = organisation("松岭市水务局", city)
    section = UnitFactory(parent=bureau, name="节水科")
    issued_plan(bureau, [new_task("公布用水定额。", section, deadline=due(LATE))])
    # The head line of the batch, not the bar above, which names the reader's own organisation.
    line = "松岭市水务局　"
    assert line in page(person("office", city))
    assert line in page(person("leader", city))
    assert line not in page(person("office", bureau))
    assert line not in page(person("leader", bureau))


@time_machine.travel(at(TODAY), tick=False)
def test_rows_of_two_plans_are_told_apart(plan: Plan, bureau: Bureau) -> None:
    Plan.objects.filter(pk=plan.pk).update(title="云溪市园林局2026年绿地建设专项任务")
    issued_plan(bureau.unit, [new_task("另一件事。", bureau.green, deadline=due(NEAR), number="2")])
    text = page(bureau.head)
    assert "2026年绿地建设专项任务　第 2 项" in text
    assert "2026年政务公开工作要点分工方案　第 2 项" in text


@time_machine.travel(at(TODAY), tick=False)
def test_the_office_sees_what_waits_and_what_is_late_once_a_task(plan: Plan, bureau: Bureau) -> None:
    obligation = owed(plan, "2", bureau.green)
    report(obligation, bureau.head)
    progress.submit(obligation=obligation, actor=bureau.head, now=at(TODAY))
    text = page(bureau.clerk)
    assert reverse("obligation-act", args=[obligation.pk, "accept"]) in text
    assert reverse("reminder-by-hand", args=[owed(plan, "1", bureau.green).pk]) in text
    assert "逾期 9 天" in text


@time_machine.travel(at(TODAY), tick=False)
def test_a_leader_reads_what_is_late_and_can_do_nothing_to_it(plan: Plan, bureau: Bureau) -> None:
    text = page(bureau.leader)
    assert "清理过期文件" in text
    assert "/obligations/" not in text
    assert "/reminders/by-hand/" not in text
    assert reverse("dashboard") in text


def test_others_are_led_to_their_own_page(bureau: Bureau) -> None:
    for role, name in (("auditor", "audit-list"), ("admin", "unit-list")):
        client = Client()
        client.force_login(person(role, bureau.unit))
        assert client.get("/").headers["Location"] == reverse(name)


@time_machine.travel(at(TODAY), tick=False)
def test_news_are_of_own_items_and_of_those_one_leads(plan: Plan, bureau: Bureau) -> None:
    report(owed(plan, "3", bureau.roads), bureau.other_head)
    assert "养护科 填报了进展" in page(bureau.head)
    report(owed(plan, "3", bureau.green), bureau.head)
    assert "绿化科 填报了进展" not in page(bureau.other_head)
    assert "绿化科 填报了进展" in page(bureau.leader)


@time_machine.travel(at(TODAY), tick=False)
def test_one_desk_takes_as_many_queries_for_five_duties_as_for_thirty(
    plan: Plan, bureau: Bureau, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    issued_plan(
        bureau.unit,
        [new_task(f"事项{n}。", bureau.green, bureau.roads, deadline=due(NEAR)) for n in range(25)],
    )
    for user in (bureau.head, bureau.leader):
        client = Client()
        client.force_login(user)
        client.get("/")
        with django_assert_max_num_queries(14):
            client.get("/")


@time_machine.travel(at(TODAY), tick=False)
def test_many_are_accepted_from_the_desk_and_it_comes_back(plan: Plan, bureau: Bureau) -> None:
    handed_in = [owed(plan, number, bureau.green) for number in ("2", "5")]
    for obligation in handed_in:
        report(obligation, bureau.head)
        progress.submit(obligation=obligation, actor=bureau.head, now=at(TODAY))
        obligation.refresh_from_db()
    boxes = [f"{obligation.pk}:{obligation.version}" for obligation in handed_in]
    text = page(bureau.clerk)
    assert all(f'name="chosen" value="{box}"' in text for box in boxes)
    client = Client()
    client.force_login(bureau.clerk)
    answer = client.post(reverse("waiting"), {"chosen": boxes, "next": "/#waiting"})
    assert answer.headers["Location"] == "/#waiting"
    assert "没有待审核的事项" in page(bureau.clerk)


@time_machine.travel(at(TODAY), tick=False)
def test_requests_for_a_later_day_stand_on_the_offices_desk(plan: Plan, bureau: Bureau) -> None:
    obligation = owed(plan, "2", bureau.green)
    assert "延期申请" not in page(bureau.clerk)
    extensions.ask(obligation=obligation, actor=bureau.head, now=at(TODAY), reason="升级", wanted_on=FAR)
    assert "有 1 件延期申请等您答复" in page(bureau.clerk)
    assert "延期申请等您答复" not in page(bureau.leader)


@time_machine.travel(at(TODAY), tick=False)
def test_a_late_report_is_handed_in_from_the_desk_too(plan: Plan, bureau: Bureau) -> None:
    obligation = owed(plan, "1", bureau.green)
    address = reverse("obligation-act", args=[obligation.pk, "submit"])
    report(obligation, bureau.head, Completion.NOT_DONE)
    assert address not in page(bureau.head)
    report(obligation, bureau.head)
    assert groups(bureau.head)["1"] is Need.OVERDUE
    assert address in page(bureau.head)


@time_machine.travel(at(TODAY), tick=False)
def test_what_came_back_is_reported_anew_before_it_is_handed_in(plan: Plan, bureau: Bureau) -> None:
    obligation = owed(plan, "5", bureau.green)
    report(obligation, bureau.head)
    progress.submit(obligation=obligation, actor=bureau.head, now=at(TODAY))
    progress.return_(obligation=obligation, actor=bureau.clerk, now=at(TODAY), reason="补网址")
    duty = next(each for each in desk.duties(bureau.head, Board.now()) if each.obligation == obligation)
    assert duty.ready
    assert duty.to_report
