"""A block from Excel or WPS: how cells are read, what the preview says, and that it is done as one change."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tasks.block import cells, read_deadline, read_units
from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.models import Plan
from tasks.roles import Role
from tasks.services import editing
from tasks.services.editing import deadline_words, division_words, words_of
from tasks.services.undo import last_of, undo
from tests.factories import person
from tests.factories_tasks import at, due, issued_plan, make_plan, new_task
from tests.tasks.conftest import Bureau

NOW = at(dt.date(2026, 8, 3))
ISSUED = dt.date(2026, 7, 15)

days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
recurrences = st.none() | st.sampled_from(Recurrence)
deadlines = st.one_of(
    st.builds(
        lambda day, again: Deadline(kind=DeadlineKind.DATE, date=day, recurrence=again), days, recurrences
    ),
    st.builds(
        lambda n, working, again: Deadline(
            kind=DeadlineKind.RELATIVE, days_after_issue=n, working_days=working, recurrence=again
        ),
        st.integers(1, 730),
        st.booleans(),
        recurrences,
    ),
    st.builds(
        lambda kind, again: Deadline(kind=kind, recurrence=again),
        st.sampled_from([DeadlineKind.LONG_TERM, DeadlineKind.NONE]),
        recurrences,
    ),
)
names = st.text("甲乙丙丁科室局（）", min_size=2, max_size=8).filter(
    lambda name: name.count("（") == name.count("）") == 0
)
divisions = st.lists(st.tuples(st.sampled_from(Role), names), min_size=1, max_size=5, unique=True)


@given(deadlines)
def test_a_deadline_is_read_as_the_table_prints_it(deadline: Deadline) -> None:
    assert read_deadline(deadline_words(deadline), year=2026, issued_on=ISSUED) == deadline


@given(divisions)
def test_units_are_read_as_the_table_prints_them(pairs: list[tuple[Role, str]]) -> None:
    assert read_units(division_words(pairs)) == pairs


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026/12/30", dt.date(2026, 12, 30)),
        ("2026-12-30", dt.date(2026, 12, 30)),
        ("12月30日前", dt.date(2026, 12, 30)),
        ("1月31日", dt.date(2027, 1, 31)),
        ("11月底前", dt.date(2026, 11, 30)),
        ("2027年2月底前", dt.date(2027, 2, 28)),
        ("年底前", dt.date(2026, 12, 31)),
    ],
)
def test_days_as_documents_and_spreadsheets_write_them(text: str, day: dt.date) -> None:
    read = read_deadline(text, year=2026, issued_on=ISSUED)
    assert read is not None
    assert read.date == day


@pytest.mark.parametrize("text", ["2026年2月30日", "13月1日", "13月底", "尽快", "12"])
def test_what_is_no_deadline_is_not_guessed(text: str) -> None:
    assert read_deadline(text, year=2026, issued_on=ISSUED) is None


def test_cells_and_roles_as_offices_write_them() -> None:
    assert cells('1\t"第一行\n第二行"\t"他说""好"""\r\n2\t丙\t\r\n') == [
        ["1", "第一行\n第二行", '他说"好"'],
        ["2", "丙", ""],
    ]
    assert cells('5" 管\t乙') == [['5" 管', "乙"]]
    assert cells(" \n") == []
    assert read_units("牵头单位：办公室；配合：绿化科、相关科（室）") == [
        (Role.LEAD, "办公室"),
        (Role.ASSIST, "绿化科"),
        (Role.ASSIST, "相关科（室）"),
    ]


@pytest.fixture
def plan(bureau: Bureau) -> Plan:
    tasks = [
        new_task(f"第{n}事项。", bureau.green, deadline=due(dt.date(2026, 12, 30)), number=str(n))
        for n in (1, 2)
    ]
    return issued_plan(bureau.unit, [*tasks, new_task("末事项。", bureau.green, path=("二、见效",))])


def send(bureau: Bureau, plan: Plan, block: str, **more: Any) -> Any:
    client = Client()
    client.force_login(more.pop("user", bureau.clerk))
    return client.post(reverse("plan-paste", args=[plan.pk]), {"block": block, **more}, follow=True)


BLOCK = "一\t甲事项。\t牵头 养护科\t长期\t二、见效\t按季\n二\t乙事项。\t没有的科\t尽快\t\t"


def test_preview_then_all_of_it_then_all_of_it_back(plan: Plan, bureau: Bureau) -> None:
    first, second, _ = plan.tasks.order_by("position")
    before = words_of(first)
    shown = send(bureau, plan, BLOCK, start=first.pk, column="number")
    text = shown.content.decode()
    assert "名录里没有“没有的科”" in text
    assert "读不出这个时限" in text
    assert "确认修改 8 格" in text
    assert plan.tasks.get(pk=first.pk).text == "第1事项。"
    done = send(bureau, plan, BLOCK, start=first.pk, column="number", seen=shown.context["seen"])
    assert "已修改 8 格；2 格没有采用" in done.content.decode()
    after = words_of(plan.tasks.get(pk=first.pk))
    assert after == {
        "number": "一",
        "text": "甲事项。",
        "units": "牵头 养护科",
        "deadline": "长期",
        "heading": "二、见效",
        "remark": "按季",
        "directive": "需要落实",
    }
    assert words_of(plan.tasks.get(pk=second.pk))["text"] == "乙事项。"
    last = last_of(plan, bureau.clerk)
    assert last is not None
    assert last.batch is not None
    undo(plan=plan, actor=bureau.clerk, now=NOW, batch=last.batch)
    assert words_of(plan.tasks.get(pk=first.pk)) == before
    assert [task.number for task in plan.tasks.order_by("position")] == ["1", "2", ""]


def test_a_colleague_was_faster(plan: Plan, bureau: Bureau) -> None:
    task, colleague = plan.tasks.get(number="1"), person("office", bureau.unit)
    shown = send(bureau, plan, "甲事项。", start=task.pk, column="text")
    editing.edit_text(task=task, actor=colleague, now=NOW, text="同事的改法。", seen=task.text)
    asked = send(bureau, plan, "甲事项。", start=task.pk, column="text", seen=shown.context["seen"])
    assert asked.status_code == 409
    assert "刚被他人改为“同事的改法。”" in asked.content.decode()
    assert plan.tasks.get(pk=task.pk).text == "同事的改法。"
    send(bureau, plan, "甲事项。", start=task.pk, column="text", seen=asked.context["seen"])
    assert plan.tasks.get(pk=task.pk).text == "甲事项。"


def test_what_does_not_fit_is_said(plan: Plan, bureau: Bureau) -> None:
    last = plan.tasks.get(text="末事项。")
    text = send(bureau, plan, "甲\t多\n乙\t多", start=last.pk, column="remark").content.decode()
    assert "右边多出 1 列" in text
    assert "下面多出 1 行" in text
    assert (
        "没有要修改的内容"
        in send(bureau, plan, "末事项。", start=last.pk, column="text", seen="{}").content.decode()
    )
    assert "预览已经失效" in send(bureau, plan, "改", start=last.pk, column="text", seen="{").content.decode()
    assert send(bureau, plan, "甲", user=bureau.head).status_code == 403


def test_the_rows_are_those_that_the_table_showed(plan: Plan, bureau: Bureau) -> None:
    first, second, last = plan.tasks.order_by("position")
    rows = f"{last.pk},{first.pk},{second.pk}"
    shown = send(bureau, plan, "甲\n乙", start=last.pk, column="remark", rows=rows)
    send(bureau, plan, "甲\n乙", start=last.pk, column="remark", rows=rows, seen=shown.context["seen"])
    assert [plan.tasks.get(pk=task.pk).remark for task in (last, first, second)] == ["甲", "乙", ""]


def test_two_hundred_rows_of_six_cells_are_previewed_in_two_seconds(bureau: Bureau) -> None:
    plan = make_plan(bureau.unit, [new_task(f"事项{n}。", bureau.green) for n in range(200)])
    block = "\n".join(
        f"{n}\t改{n}。\t牵头 养护科\t2026年12月{n % 30 + 1}日\t一、夯实基础\t注{n}" for n in range(200)
    )
    start = plan.tasks.order_by("position").values_list("pk", flat=True)[0]
    began = time.process_time()
    shown = send(bureau, plan, block, start=start, column="number")
    assert time.process_time() - began < 2
    assert "确认修改 1000 格" in shown.content.decode()
