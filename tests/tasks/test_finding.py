"""Search: from two signs on, only what the person may read, in the box and on the page of all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from common.templatetags.found import excerpt
from tasks.models import Plan
from tasks.services import attention, progress
from tasks.services.progress import NewEvidence
from tasks.workflow import Completion
from tests.factories import UnitFactory, person
from tests.factories_tasks import at, due, issued_plan, make_plan, new_task
from tests.tasks.conftest import Bureau
from units.initials import rank
from units.models import User


def found(user: User, asked: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("task-find"), {"q": asked}).content.decode()


@pytest.fixture
def bureau_with_plans(bureau: Bureau) -> Bureau:
    issued_plan(
        bureau.unit, [new_task(f"修剪行道树第{n}段。", bureau.green, number=str(n)) for n in range(1, 15)]
    )
    make_plan(bureau.unit, [new_task("修剪灌木，未定稿。", bureau.green)])
    return bureau


def test_from_two_signs_on(bureau_with_plans: Bureau) -> None:
    clerk = bureau_with_plans.clerk
    assert found(clerk, "修").strip() == found(clerk, " 　").strip() == ""
    text = found(clerk, "修剪")
    assert text.count("/tasks/") == 8
    assert "的全部结果" in text


def test_by_number_and_by_the_plans_title(bureau_with_plans: Bureau) -> None:
    assert "修剪行道树第<mark>14</mark>段" in found(bureau_with_plans.clerk, "14")
    assert "/plans/" in found(bureau_with_plans.clerk, "工作要点")


def test_drafts_and_other_bureaus_are_not_found(bureau_with_plans: Bureau) -> None:
    assert "未定稿" in found(bureau_with_plans.clerk, "灌木")
    assert "没有找到" in found(bureau_with_plans.head, "灌木")
    assert "没有找到" in found(bureau_with_plans.stranger, "修剪")


def test_what_was_typed_comes_back_as_text(bureau_with_plans: Bureau) -> None:
    assert "<script>" not in found(bureau_with_plans.clerk, "<script>alert(1)</script>")


def test_in_few_queries(
    bureau_with_plans: Bureau, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(bureau_with_plans.clerk)
    with django_assert_max_num_queries(8):
        client.get(reverse("task-find"), {"q": "修剪"})


def results(user: User, asked: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("search"), {"q": asked}).content.decode()


MARKER = "玄铁"


@pytest.fixture
def told(bureau: Bureau) -> Plan:
    """The marker in every place that is searched."""
    plan = issued_plan(
        bureau.unit,
        [
            new_task(
                f"{MARKER}任务写明。", bureau.green, number="二十七", path=(f"一、{MARKER}要求",),
                remark=f"{MARKER}备注", deadline=due(dt.date(2027, 1, 31)),
            )
        ],
    )  # fmt: skip
    Plan.objects.update(title=f"{MARKER}方案", document_number="云园〔2026〕3号")
    UnitFactory(parent=bureau.unit, name=f"{MARKER}交通科")
    duty = plan.obligations.get()
    proof = NewEvidence(url="https://example.gov.cn/a", title=f"{MARKER}网页")
    progress.report(
        obligation=duty, actor=bureau.head, now=at(dt.date(2026, 8, 3)), completion=Completion.ONGOING,
        progress=f"{MARKER}进展", problems=f"{MARKER}问题", evidence=[proof],
    )  # fmt: skip
    attention.remark(task=duty.task, actor=bureau.leader, now=at(dt.date(2026, 8, 3)), text=f"{MARKER}批示")
    person("handler", bureau.green, name=f"{MARKER}某")
    return plan


def test_every_kind_is_found_and_marked(bureau: Bureau, told: Plan) -> None:
    page = results(bureau.clerk, MARKER)
    for word in ("任务写明。", "要求", "方案", "交通科", "进展", "网页", "批示", "某"):
        assert f"<mark>{MARKER}</mark>{word}" in page
    for word, kind in (("备注", "任务"), ("问题", "填报")):
        assert kind in results(bureau.clerk, f"{MARKER}{word}")


def test_nothing_of_another_organisation_is_found(bureau: Bureau, told: Plan) -> None:
    for asked in (MARKER, f"{MARKER}方案", "2027-01-31", "二十七", "xtjtk", "〔2026〕3号"):
        assert "没有找到" in results(bureau.stranger, asked)
        assert "没有找到" in found(bureau.stranger, asked)
    # One's own unit's people are known to its head alone, not to the handler.
    assert f"<mark>{MARKER}</mark>某" not in results(bureau.handler, MARKER)


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("xtjtk", "交通科"),
        ("JTK", "交通科"),
        ("2027-01-31", "任务写明"),
        ("2027年1月31日", "任务写明"),
        ("1月31日前", "任务写明"),
        ("2027年1月", "任务写明"),
        ("2026年7月1日", "方案"),
        ("二十七", "任务写明"),
        ("第二十七项", "任务写明"),
        ("[2026]3号", "方案"),
        ("写明 任务", "任务"),
        ("example.gov", "网页"),
    ],
)
def test_by_initials_numbers_days_and_several_words(
    bureau: Bureau, told: Plan, asked: str, word: str
) -> None:
    assert word in results(bureau.clerk, asked)


def test_a_drafts_words_are_the_offices_alone(bureau: Bureau) -> None:
    make_plan(bureau.unit, [new_task("玄铁未定稿。", bureau.green)])
    assert "没有找到" in results(bureau.head, MARKER)


@pytest.mark.parametrize(
    ("asked", "name", "wanted"),
    [
        ("jtj", "交通局", 0),
        ("jtj", "市交通局", 2),
        ("jtj", "交通运输局", 3),
        ("jtj", "交通厅", None),
        ("lh", "绿化科", 1),
    ],
)
def test_initials(asked: str, name: str, wanted: int | None) -> None:
    assert rank(asked, name) == wanted


def test_what_is_shown_is_a_line_around_the_first_word() -> None:
    assert excerpt("<b>修剪</b> 绿地", "修剪 绿") == "&lt;b&gt;<mark>修剪</mark>&lt;/b&gt; <mark>绿</mark>地"
    long = excerpt("前" * 200 + "修剪" + "后" * 200, "修剪")
    assert long == f"…{'前' * 16}<mark>修剪</mark>{'后' * 72}…"
    assert excerpt("原样", "") == "原样"


def test_all_in_few_queries(
    bureau: Bureau, told: Plan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(bureau.clerk)
    with django_assert_max_num_queries(15):
        client.get(reverse("search"), {"q": MARKER})
