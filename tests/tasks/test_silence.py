"""谁还没报: who is listed, the grid, who may remind whom, the text for a chat group."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tasks import silence
from tasks.models import Obligation, Plan
from tasks.roles import Role
from tasks.services import progress
from tasks.services.plans import NewAssignment
from tasks.status import Board
from tasks.workflow import Completion
from tests.factories_tasks import at, due, issued_plan, new_task
from tests.tasks.conftest import Bureau
from units.models import User

TODAY = dt.date(2026, 8, 12)


@pytest.fixture
def plan(bureau: Bureau) -> Plan:
    led = (
        NewAssignment(role=Role.LEAD, unit=bureau.green),
        NewAssignment(role=Role.ASSIST, unit=bureau.roads),
    )
    return issued_plan(
        bureau.unit,
        [
            new_task("清理过期文件。", deadline=due(dt.date(2026, 8, 3)), number="1", assignments=led),
            new_task("公布养护计划。", bureau.roads, deadline=due(dt.date(2026, 9, 1)), number="2"),
            new_task("编制年度报告。", bureau.green, deadline=due(dt.date(2026, 12, 20)), number="3"),
        ],
    )


def lines(user: User) -> list[silence.Line]:
    board = Board.now()
    return silence.lines(user, silence.missing(user, board), board)


def numbers(user: User) -> list[str]:
    return [line.period.task.number for line in lines(user)]


def report(obligation: Obligation, actor: User) -> None:
    progress.report(
        obligation=obligation, actor=actor, now=at(TODAY), progress="已办。", completion=Completion.DONE
    )


def page(user: User, query: str = "") -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("silent") + query).content.decode()


@time_machine.travel(at(TODAY), tick=False)
def test_what_is_due_within_thirty_days_and_untold(plan: Plan, bureau: Bureau) -> None:
    assert numbers(bureau.clerk) == ["1", "2"]
    assert numbers(bureau.head) == ["1"]
    assert numbers(bureau.stranger) == []
    for obligation in plan.obligations.filter(task__number="1"):
        report(obligation, bureau.clerk)
    assert numbers(bureau.clerk) == ["2"]


@time_machine.travel(at(TODAY), tick=False)
def test_a_line_shows_silent_and_told_units(plan: Plan, bureau: Bureau) -> None:
    report(plan.obligations.get(task__number="1", unit=bureau.roads), bureau.other_head)
    line = lines(bureau.clerk)[0]
    assert [str(cell.obligation.unit) for cell in line.silent] == ["绿化科"]
    assert [str(cell.obligation.unit) for cell in line.told] == ["养护科"]
    assert "已报 1 个：养护科" in page(bureau.clerk)


@time_machine.travel(at(TODAY), tick=False)
def test_the_office_reminds_all_and_a_lead_its_assisting_units(plan: Plan, bureau: Bureau) -> None:
    def chased(user: User) -> list[tuple[str, str]]:
        return [
            (line.period.task.number, str(cell.obligation.unit))
            for line in lines(user)
            for cell in line.chaseable
        ]

    assert chased(bureau.clerk) == [("1", "绿化科"), ("1", "养护科"), ("2", "养护科")]
    assert chased(bureau.head) == [("1", "养护科")]
    assert chased(bureau.handler) == chased(bureau.other_head) == []


@time_machine.travel(at(TODAY), tick=False)
def test_the_grid_has_a_cell_for_each_part_and_none_beside(plan: Plan, bureau: Bureau) -> None:
    found = lines(bureau.clerk)
    units = silence.columns(found)
    assert [str(unit) for unit in units] == ["绿化科", "养护科"]
    drawn = [[cell is not None for cell in cells] for _, cells in silence.grid(found, units)]
    assert drawn == [[True, True], [False, True]]
    text = page(bureau.clerk, "?view=grid")
    assert "不承办" in text
    assert text.count("逾期</span>") == 2


@time_machine.travel(at(TODAY), tick=False)
def test_filters_are_links_and_nonsense_is_not_asked(plan: Plan, bureau: Bureau) -> None:
    link = f"/tasks/{plan.tasks.get(number='2').pk}/"
    for query, found in [
        (f"?unit={bureau.roads.pk}", True),
        (f"?unit={bureau.green.pk}", False),
        ("?due=past", False),
        (f"?plan={plan.pk}", True),
        (f"?task={plan.tasks.get(number='1').pk}", False),
        ("?unit=x&plan=y&page=z&view=q", True),
    ]:
        assert (link in page(bureau.clerk, query)) is found, query
    assert "这个条件下都报了" in page(bureau.clerk, "?unit=99999")


@time_machine.travel(at(TODAY), tick=False)
def test_the_text_for_the_group_names_task_day_and_units(plan: Plan, bureau: Bureau) -> None:
    text = silence.chat_text(lines(bureau.clerk), Board.now())
    assert text.splitlines() == [
        "截至2026年8月12日，以下事项尚未填报，请及时办理：",
        "1. 清理过期文件。（2026年8月3日前）：绿化科、养护科",
        "2. 公布养护计划。（2026年9月1日前）：养护科",
    ]
    assert silence.chat_text([], Board.now()) == ""


@time_machine.travel(at(TODAY), tick=False)
def test_the_silent_unit_itself_reports_from_the_list(plan: Plan, bureau: Bureau) -> None:
    own = reverse("obligation-report", args=[plan.obligations.get(task__number="1", unit=bureau.green).pk])
    assert own in page(bureau.head)
    assert own not in page(bureau.clerk)


@time_machine.travel(at(TODAY), tick=False)
def test_who_leads_stands_first(plan: Plan, bureau: Bureau) -> None:
    type(bureau.green).objects.filter(pk=bureau.green.pk).update(position=99)
    assert [cell.obligation.role for cell in lines(bureau.clerk)[0].silent] == [Role.LEAD, Role.ASSIST]
