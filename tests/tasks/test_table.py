"""The plan's table in a browser: order, groups, sights, the bar for many rows, history, and what it costs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tasks.models import Plan, Presence, SavedView, Task
from tasks.services import editing
from tests.factories import person
from tests.factories_tasks import at, due, issued_plan, make_plan, new_task
from tests.tasks.conftest import Bureau
from units.models import User

DAY = dt.date(2026, 8, 3)
NOW = at(DAY)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(bureau: Bureau) -> Plan:
    tasks = [
        new_task("甲事项。", bureau.roads, deadline=due(dt.date(2026, 12, 30)), number="1"),
        new_task("乙事项。", bureau.green, deadline=due(dt.date(2026, 7, 20)), number="2"),
        new_task("丙事项。", bureau.green, deadline=due(dt.date(2026, 8, 4)), number="3", path=("二、见效",)),
    ]
    return issued_plan(bureau.unit, tasks)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, plan: Plan, query: str = "") -> str:
    answer = as_(user).get(f"{reverse('plan-detail', args=[plan.pk])}?{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def order(text: str) -> str:
    """The tasks in the order in which the table shows them."""
    places = {text.index(f"{name}事项。</a>"): name for name in "甲乙丙" if f"{name}事项。</a>" in text}
    return "".join(places[place] for place in sorted(places))


def test_order_and_groups_are_links(plan: Plan, bureau: Bureau) -> None:
    for query, found in [
        ("", "甲乙丙"),
        ("sort=-position", "丙乙甲"),
        ("sort=due", "乙丙甲"),
        ("sort=-due", "甲丙乙"),
        ("sort=light", "乙丙甲"),
        ("group=unit", "乙丙甲"),
        ("group=light&sort=-due", "乙丙甲"),
        ("group=unit&sort=-due&light=red", "乙"),
        ("sort=nonsense&group=nonsense", "甲乙丙"),
    ]:
        assert order(page(bureau.clerk, plan, query)) == found, query
    text = page(bureau.clerk, plan, "group=unit")
    assert text.index(">绿化科<span>2 项") < text.index(">养护科<span>1 项")
    assert 'aria-sort="descending"' in page(bureau.clerk, plan, "sort=-due")


def test_units_and_months_show_what_is_owed(plan: Plan, bureau: Bureau) -> None:
    text = page(bureau.leader, plan, "view=units")
    assert f'href="?unit={bureau.green.pk}"' in text
    assert "0 / 2" in text
    july = page(bureau.leader, plan, "view=calendar&month=2026-07")
    assert "乙事项" in july
    assert "丙事项" not in july
    assert "2026年8月" in page(bureau.leader, plan, "view=calendar&month=2026-99")
    draft = make_plan(bureau.unit, [new_task("草稿项。", bureau.green, deadline=due(dt.date(2026, 8, 9)))])
    assert "草稿项" in page(bureau.clerk, draft, "view=calendar")
    assert "绿化科" in page(bureau.clerk, draft, "view=units")


def test_headings_and_remarks_have_columns_when_asked(bureau: Bureau) -> None:
    bare = issued_plan(bureau.unit, [new_task("无标题。", bureau.green, path=(), remark="每季一次")])
    text = page(bureau.clerk, bare, "cols=all")
    assert "每季一次" in text
    assert reverse("task-edit-heading", args=[bare.tasks.get().pk]) in text
    assert "每季一次" not in page(bureau.clerk, bare)


def test_only_who_may_edit_sees_the_bar(plan: Plan, bureau: Bureau) -> None:
    assert 'id="bulk"' in page(bureau.clerk, plan)
    for user in (bureau.head, bureau.handler, bureau.leader):
        text = page(user, plan)
        assert 'id="bulk"' not in text
        assert "data-grid" not in text


def bulk(user: User, plan: Plan, op: str, *picks: Task, **values: Any) -> Any:
    data = {"op": op, "pick": [task.pk for task in picks], "mark": "999999999", **values}
    return as_(user).post(reverse("plan-bulk", args=[plan.pk]), data, follow=True)


def test_the_bar_does_what_its_buttons_say_and_undoes_it(plan: Plan, bureau: Bureau) -> None:
    one, two, three = plan.tasks.order_by("position")
    said = bulk(bureau.clerk, plan, "deadline", one, two, **{"d-kind": "date", "d-date": "2026-11-11"})
    assert "2 项任务的完成时限已修改" in said.content.decode()
    assert plan.tasks.filter(due_on=dt.date(2026, 11, 11)).count() == 2
    undo = as_(bureau.clerk).post(reverse("plan-undo", args=[plan.pk]), follow=True)
    assert "已撤销，2 处改了回去" in undo.content.decode()
    assert not plan.tasks.filter(due_on=dt.date(2026, 11, 11)).exists()
    nothing = as_(bureau.clerk).post(reverse("plan-undo", args=[plan.pk]), follow=True)
    assert "没有可以撤销的修改" in nothing.content.decode()

    units = {"u-mode_of": "add", "u-role": "assist", "u-holders": [f"u{bureau.roads.pk}"]}
    assert "2 项任务的责任分工" in bulk(bureau.clerk, plan, "units", two, three, **units).content.decode()
    heading = {"h-requirement": str(one.requirement_id)}
    assert "1 项任务已移到" in bulk(bureau.clerk, plan, "heading", three, **heading).content.decode()
    assert "1 项任务已上移" in bulk(bureau.clerk, plan, "up", three).content.decode()
    assert "2 项任务已并为" in bulk(bureau.clerk, plan, "join", one, two).content.decode()
    assert "1 项任务已从计划中删除" in bulk(bureau.clerk, plan, "delete", three).content.decode()
    act = {"a-act_of": "waive", "a-reason": "机构调整"}
    assert "件承办事项已办理" in bulk(bureau.clerk, plan, "act", one, **act).content.decode()
    for op, words in [("", "那个按钮"), ("up", "先勾选"), ("split", "勾选一项")]:
        assert words in bulk(bureau.clerk, plan, op).content.decode()
    wrong = bulk(bureau.clerk, plan, "deadline", one, **{"d-kind": "date", "d-date": ""})
    assert "请填写完成日期" in wrong.content.decode()


def test_a_row_is_added_and_split_on_pages_without_scripts(plan: Plan, bureau: Bureau) -> None:
    client, one = as_(bureau.clerk), plan.tasks.get(number="1")
    assert bulk(bureau.clerk, plan, "split", one).redirect_chain[0][0] == reverse("task-split", args=[one.pk])
    add = bulk(bureau.clerk, plan, "add", one).redirect_chain[0][0]
    values = {"text": "丁事项。", "role": "lead", "holders": [f"u{bureau.roads.pk}"], "kind": "long_term"}
    assert client.post(add, values).status_code == 302
    added = plan.tasks.get(text="丁事项。")
    assert (added.position, added.requirement_id, str(added.assignments.get())) == (
        1,
        one.requirement_id,
        "牵头 养护科",
    )
    split = reverse("task-split", args=[one.pk])
    assert client.post(split, {"parts": "只有一项", "seen": one.text}).status_code == 422
    assert client.post(split, {"parts": "甲一。\r\n甲二。", "seen": one.text}).status_code == 302
    assert list(plan.tasks.order_by("position").values_list("text", flat=True))[:3] == [
        "甲一。",
        "甲二。",
        "丁事项。",
    ]


def test_lines_of_a_browser_are_no_conflict(plan: Plan, bureau: Bureau) -> None:
    task = plan.tasks.get(number="1")
    address = reverse("task-edit-text", args=[task.pk])
    as_(bureau.clerk).post(address, {"text": "第一行\r\n第二行", "seen": task.text})
    colleague = person("office", bureau.unit)
    again = as_(colleague).post(address, {"text": "改了", "seen": "第一行\r\n第二行"})
    assert again.status_code == 302
    task.refresh_from_db()
    assert task.text == "改了"


def test_a_conflict_shows_both_and_the_second_save_is_meant(plan: Plan, bureau: Bureau) -> None:
    task = plan.tasks.get(number="1")
    colleague = person("office", bureau.unit)
    editing.edit_number(task=task, actor=colleague, now=NOW, number="一", seen="1")
    address = reverse("task-edit-number", args=[task.pk])
    asked = as_(bureau.clerk).post(address, {"number": "壹", "seen": "1"})
    assert asked.status_code == 409
    text = asked.content.decode()
    assert "对方改为</dt><dd>一</dd>" in text
    assert "您填写的</dt><dd>壹</dd>" in text
    assert 'name="seen" value="一"' in text
    assert as_(bureau.clerk).post(address, {"number": "壹", "seen": "一"}).status_code == 302


def test_history_tells_every_field_and_takes_back(plan: Plan, bureau: Bureau) -> None:
    task = plan.tasks.get(number="1")
    editing.edit_text(task=task, actor=bureau.clerk, now=NOW, text="甲改。", seen=task.text)
    editing.edit_remark(task=task, actor=bureau.clerk, now=NOW, remark="按季", seen="")
    address = reverse("plan-history", args=[plan.pk])
    text = as_(bureau.clerk).get(f"{address}?field=text").content.decode()
    assert "修改了任务：“甲事项。”→“甲改。”" in text
    assert "按季" not in text
    batch = task.events.get(changes__has_key="任务").batch
    as_(bureau.clerk).post(reverse("plan-undo", args=[plan.pk]), {"batch": str(batch)})
    task.refresh_from_db()
    assert (task.text, task.remark) == ("甲事项。", "按季")
    assert "已撤销" in as_(bureau.head).get(address).content.decode()
    assert "撤销</button>" not in as_(bureau.head).get(address).content.decode()


def test_the_table_of_a_past_day(plan: Plan, bureau: Bureau) -> None:
    task = plan.tasks.get(number="1")
    with time_machine.travel(at(dt.date(2026, 8, 10)), tick=False):
        editing.edit_text(
            task=task, actor=bureau.clerk, now=at(dt.date(2026, 8, 10)), text="甲改。", seen=task.text
        )
        assert "甲事项。" in page(bureau.head, plan, "on=2026-08-09")
        assert "甲改。" in page(bureau.head, plan, "on=2026-08-10")
        assert "没有这个计划" in page(bureau.head, plan, "on=2026-06-01")
    assert (
        as_(bureau.stranger).get(f"{reverse('plan-detail', args=[plan.pk])}?on=2026-08-09").status_code == 404
    )


def test_views_are_kept_and_shared_in_the_organisation(plan: Plan, bureau: Bureau) -> None:
    save = reverse("view-save", args=[plan.pk])
    query = "light=red&group=unit"
    as_(bureau.clerk).post(save, {"name": "逾期按单位", "query": query, "shared": "1"})
    as_(bureau.head).post(save, {"name": "我的", "query": "kind=long_term"})
    assert "逾期按单位" in page(bureau.head, plan)
    assert "我的" in page(bureau.head, plan)
    assert ">我的<" not in page(bureau.clerk, plan)
    view = SavedView.objects.get(name="我的")
    assert as_(bureau.clerk).post(reverse("view-remove", args=[view.pk])).status_code == 404
    assert as_(bureau.head).post(reverse("view-remove", args=[view.pk])).status_code == 302
    assert as_(bureau.clerk).post(save, {"name": " ", "query": ""}).status_code == 409


def test_who_else_is_at_the_table(plan: Plan, bureau: Bureau) -> None:
    colleague = person("office", bureau.unit, name="岳知行")
    address = reverse("plan-here", args=[plan.pk])
    as_(colleague).post(address)
    assert "岳知行正在编辑此计划" in as_(bureau.clerk).post(address, {"mark": "0"}).content.decode()
    Presence.objects.filter(user=colleague).update(seen_at=NOW - dt.timedelta(minutes=5))
    assert "正在编辑" not in as_(bureau.clerk).post(address).content.decode()
    task = plan.tasks.get(number="1")
    editing.edit_number(task=task, actor=colleague, now=NOW, number="一", seen="1")
    assert "刷新后可见" in as_(bureau.clerk).post(address, {"mark": "0"}).content.decode()
    assert as_(bureau.head).post(address).status_code == 403


@pytest.mark.parametrize(
    ("query", "most"),
    [("", 30), ("group=unit&sort=due", 30), ("view=units", 22), ("view=calendar", 26), ("on=2026-08-03", 14)],
)
def test_the_table_takes_the_same_queries_however_long(
    bureau: Bureau, query: str, most: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tasks = [
        new_task(f"事项{n}。", bureau.green, deadline=due(DAY), path=("一、", f"（{n % 3}）", "1.", "甲"))
        for n in range(40)
    ]
    plan, client = issued_plan(bureau.unit, tasks), as_(bureau.clerk)
    address = f"{reverse('plan-detail', args=[plan.pk])}?{query}"
    client.get(address)
    with django_assert_max_num_queries(most):
        client.get(address)
    with django_assert_max_num_queries(16):
        client.get(reverse("plan-history", args=[plan.pk]))
