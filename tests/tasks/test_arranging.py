"""Rows of the table: add, split, join, move, take out, change many; and all of it taken back again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.decisions import Forbidden, Refusal
from tasks.deadlines import Deadline, DeadlineKind
from tasks.models import Plan, Task
from tasks.roles import Role
from tasks.services import arranging, bulk, editing, progress
from tasks.services.bulk import UnitsMode, mark_of
from tasks.services.editing import words_of
from tasks.services.plans import NewAssignment, NewTask
from tasks.services.undo import last_of, undo
from tasks.workflow import Act, Completion
from tests.factories import person
from tests.factories_tasks import at, due, issued_plan, new_task
from tests.tasks.conftest import Bureau
from units.models import User

NOW = at(dt.date(2026, 7, 6))
DECEMBER = due(dt.date(2026, 12, 30))
OTHER = ("二、提升实效",)


@pytest.fixture
def plan(bureau: Bureau) -> Plan:
    tasks = [
        new_task("更新目录；公布指南。", bureau.green, deadline=DECEMBER, number="1"),
        new_task("维护专栏。", bureau.roads, deadline=DECEMBER, number="2"),
        new_task("办好热线。", bureau.green, deadline=DECEMBER, number="3"),
        new_task("开展培训。", bureau.roads, path=OTHER, number="4"),
    ]
    return issued_plan(bureau.unit, tasks)


def rows(plan: Plan) -> list[Task]:
    return list(plan.tasks.in_force().order_by("position", "pk"))


def picture(plan: Plan) -> list[dict[str, str]]:
    """Everything that people read in the table, and what is owed."""
    return [
        words_of(task)
        | {"owed": "、".join(sorted(f"{o.unit}{o.state}{o.due_on}" for o in task.obligations.all()))}
        for task in rows(plan)
    ]


def back(plan: Plan, actor: User, **more: Any) -> None:
    last = last_of(plan, actor)
    assert last is not None
    assert last.batch is not None
    undo(plan=plan, actor=actor, now=NOW + dt.timedelta(minutes=5), batch=last.batch)


def numbers(plan: Plan) -> str:
    return "".join(task.number or "+" for task in rows(plan))


def test_add_split_join_move_and_take_out_come_back_exactly(plan: Plan, bureau: Bureau) -> None:
    before = picture(plan)
    one, two, three, four = rows(plan)
    hand: dict[str, Any] = {"actor": bureau.clerk, "now": NOW}

    arranging.add_task(plan=plan, new=NewTask(text="新增事项。"), after=one, **hand)
    assert numbers(plan) == "1+234"
    back(plan, bureau.clerk)
    assert picture(plan) == before

    parts, _ = arranging.split(task=one, parts=["更新目录。", "公布指南。"], seen=one.text, **hand)
    assert [(t.text, t.obligations.count()) for t in rows(plan)[:2]] == [("更新目录。", 1), ("公布指南。", 1)]
    assert words_of(parts[1])["deadline"] == "2026年12月30日"
    back(plan, bureau.clerk)
    assert picture(plan) == before

    one.refresh_from_db()
    arranging.join(plan=plan, tasks=[two, one], **hand)
    assert rows(plan)[0].text == "更新目录；公布指南。维护专栏。"
    assert words_of(rows(plan)[0])["units"] == "责任 绿化科、责任 养护科"
    back(plan, bureau.clerk)
    assert picture(plan) == before

    arranging.shift(plan=plan, tasks=[two, three], step=-1, **hand)
    assert numbers(plan) == "2314"
    back(plan, bureau.clerk)
    assert picture(plan) == before

    arranging.move_under(plan=plan, tasks=rows(plan)[:2], requirement=four.requirement, **hand)
    assert numbers(plan) == "3412"
    back(plan, bureau.clerk)
    assert picture(plan) == before

    arranging.take_out(plan=plan, tasks=rows(plan)[1:3], **hand)
    assert numbers(plan) == "14"
    assert plan.obligations.count() == 2
    back(plan, bureau.clerk)
    assert picture(plan) == before
    assert last_of(plan, bureau.clerk) is None


@pytest.mark.parametrize(
    ("mode", "roles"),
    [
        (UnitsMode.ADD, "责任 绿化科、配合 养护科"),
        (UnitsMode.REPLACE, "配合 养护科"),
        (UnitsMode.REMOVE, "责任 绿化科"),
    ],
)
def test_units_of_many_rows(plan: Plan, bureau: Bureau, mode: UnitsMode, roles: str) -> None:
    before = picture(plan)
    done = bulk.change_units(
        plan=plan,
        tasks=rows(plan),
        actor=bureau.clerk,
        now=NOW,
        mode=mode,
        assignments=[NewAssignment(Role.ASSIST, unit=bureau.roads)],
        mark=mark_of(plan),
    )
    assert words_of(rows(plan)[0])["units"] == roles
    assert done.rows == (2 if mode is UnitsMode.REMOVE else 4)
    back(plan, bureau.clerk)
    assert picture(plan) == before


def test_a_bulk_change_is_one_undo_and_history_tells_each_row(plan: Plan, bureau: Bureau) -> None:
    before = picture(plan)
    new = due(dt.date(2026, 10, 15))
    hand: dict[str, Any] = {"plan": plan, "actor": bureau.clerk, "now": NOW, "mark": mark_of(plan)}
    bulk.change_deadline(tasks=rows(plan), deadline=new, **hand)
    assert {words_of(task)["deadline"] for task in rows(plan)} == {"2026年10月15日"}
    assert plan.obligations.filter(due_on=dt.date(2026, 10, 15)).count() == 4
    assert plan.events.filter(act="edited").count() == 4
    back(plan, bureau.clerk)
    assert picture(plan) == before
    assert plan.events.filter(undoes__isnull=False).count() == 4


def test_undo_brings_back_what_had_been_reported_and_was_waived(plan: Plan, bureau: Bureau) -> None:
    task = rows(plan)[0]
    progress.report(obligation=task.obligations.get(), actor=bureau.head, now=NOW, progress="已更新。")
    hand: dict[str, Any] = {"plan": plan, "actor": bureau.clerk, "now": NOW, "mark": mark_of(plan)}
    roads = [NewAssignment(Role.RESPONSIBLE, unit=bureau.roads)]
    bulk.change_units(tasks=[task], mode=UnitsMode.REPLACE, assignments=roads, **hand)
    assert task.obligations.get(unit=bureau.green).state == "waived"
    back(plan, bureau.clerk)
    owed = task.obligations.get()
    assert (owed.unit, owed.state, owed.reports.count()) == (bureau.green, "pending", 1)


def test_a_later_change_stands_in_the_way_of_undoing(plan: Plan, bureau: Bureau) -> None:
    task = rows(plan)[0]
    colleague = person("office", bureau.unit)
    new = Deadline(kind=DeadlineKind.LONG_TERM)
    done = bulk.change_deadline(
        plan=plan, tasks=rows(plan), actor=bureau.clerk, now=NOW, deadline=new, mark=mark_of(plan)
    )
    again = due(dt.date(2026, 9, 1))
    editing.edit_deadline(task=task, actor=colleague, now=NOW, deadline=again, seen="长期")
    with pytest.raises(Refusal, match=rf"后来又改为“2026年9月1日”.*{colleague}"):
        undo(plan=plan, actor=bureau.clerk, now=NOW, batch=done.batch.id)
    assert [words_of(t)["deadline"] for t in rows(plan)] == ["2026年9月1日", "长期", "长期", "长期"]
    back(plan, colleague)
    undo(plan=plan, actor=bureau.clerk, now=NOW, batch=done.batch.id)
    with pytest.raises(Refusal, match="已经撤销过"):
        undo(plan=plan, actor=bureau.clerk, now=NOW, batch=done.batch.id)


def test_what_came_in_goes_again_only_untouched(plan: Plan, bureau: Bureau) -> None:
    one = rows(plan)[0]
    parts, batch = arranging.split(
        task=one, actor=bureau.clerk, now=NOW, parts=["更新。", "公布。"], seen=one.text
    )
    progress.report(obligation=parts[1].obligations.get(), actor=bureau.head, now=NOW, progress="已公布。")
    with pytest.raises(Refusal, match="又做了“填报进展”"):
        undo(plan=plan, actor=bureau.clerk, now=NOW, batch=batch.id)
    with pytest.raises(Refusal, match="不能并入"):
        arranging.join(plan=plan, tasks=parts, actor=bureau.clerk, now=NOW)


def test_a_bulk_change_asks_where_a_colleague_was_faster(plan: Plan, bureau: Bureau) -> None:
    mark, task = mark_of(plan), rows(plan)[2]
    colleague = person("office", bureau.unit)
    hand: dict[str, Any] = {"plan": plan, "tasks": rows(plan), "actor": bureau.clerk, "now": NOW}
    editing.edit_text(task=task, actor=colleague, now=NOW, text="办好两条热线。", seen=task.text)
    bulk.change_deadline(deadline=due(dt.date(2026, 11, 1)), mark=mark, **hand)  # another field: both win
    editing.edit_deadline(
        task=task, actor=colleague, now=NOW, deadline=due(dt.date(2026, 9, 1)), seen="2026年11月1日"
    )
    with pytest.raises(Refusal, match=r"刚被.*改为“2026年9月1日”.*没有修改任何一项"):
        bulk.change_deadline(deadline=due(dt.date(2026, 8, 1)), mark=mark, **hand)
    assert {t.due_on for t in rows(plan)} == {dt.date(2026, 11, 1), dt.date(2026, 9, 1)}
    bulk.change_deadline(deadline=due(dt.date(2026, 8, 1)), mark=mark_of(plan), **hand)
    assert {t.due_on for t in rows(plan)} == {dt.date(2026, 8, 1)}


def test_acts_on_many_rows_reach_what_they_may(plan: Plan, bureau: Bureau) -> None:
    hand: dict[str, Any] = {"plan": plan, "actor": bureau.clerk, "now": NOW}
    done = rows(plan)[0].obligations.get()
    progress.report(
        obligation=done, actor=bureau.head, now=NOW, progress="好了。", completion=Completion.DONE
    )
    progress.submit(obligation=done, actor=bureau.head, now=NOW)
    assert bulk.act_on(tasks=rows(plan), act=Act.ACCEPT, **hand) == (1, 3)
    with pytest.raises(Refusal, match="没有可以"):
        bulk.act_on(tasks=rows(plan), act=Act.ACCEPT, **hand)
    with pytest.raises(Refusal, match="原因"):
        bulk.act_on(tasks=rows(plan), act=Act.WAIVE, **hand)
    assert bulk.act_on(tasks=rows(plan), act=Act.WAIVE, reason="机构调整", **hand) == (3, 1)


def test_refusals(plan: Plan, bureau: Bureau) -> None:
    one, *_, four = rows(plan)
    hand: dict[str, Any] = {"plan": plan, "actor": bureau.clerk, "now": NOW}
    with pytest.raises(Refusal, match="第一项"):
        arranging.shift(tasks=[one], step=-1, **hand)
    with pytest.raises(Refusal, match="最后一项"):
        arranging.shift(tasks=[four], step=1, **hand)
    with pytest.raises(Refusal, match="两项以上"):
        arranging.join(tasks=[one], **hand)
    with pytest.raises(Refusal, match="先勾选"):
        arranging.take_out(tasks=[], **hand)
    with pytest.raises(Refusal, match="2 至"):
        arranging.split(task=one, actor=bureau.clerk, now=NOW, parts=["只有一项"], seen=one.text)
    elsewhere = issued_plan(bureau.unit, [new_task("别的。", bureau.green)])
    with pytest.raises(Refusal, match="不在本计划"):
        arranging.take_out(tasks=list(elsewhere.tasks.all()), **hand)
    for user in (bureau.head, bureau.leader, bureau.stranger):
        with pytest.raises(Forbidden):
            arranging.take_out(plan=plan, tasks=[one], actor=user, now=NOW)


def test_a_bulk_change_costs_a_row_the_same_in_a_plan_of_any_length(bureau: Bureau) -> None:
    costs = []
    for length in (6, 30):
        tasks = [new_task(f"第{n}项。", bureau.green, deadline=DECEMBER) for n in range(length)]
        long = issued_plan(bureau.unit, tasks)
        picked, new = rows(long)[:3], due(dt.date(2026, 11, 1))
        hand: dict[str, Any] = {"plan": long, "actor": bureau.clerk, "now": NOW, "mark": mark_of(long)}
        with CaptureQueriesContext(connection) as asked:
            bulk.change_deadline(tasks=picked, deadline=new, **hand)
        loaded = [each["sql"] for each in asked if 'FROM "tasks_assignment"' in each["sql"]]
        costs.append((len(asked), max(sql.count(",") for sql in loaded)))
    assert costs[1][0] <= costs[0][0]
    assert costs[1][1] == costs[0][1]
