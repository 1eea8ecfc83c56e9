"""Looking back and carrying over, the draft of next year, and coverage of an imported points document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.product import Product

# PostgreSQL is met by the journeys of main path, errands and table: once is enough for these.
pytestmark = pytest.mark.sqlite

MAKE = """
import django; django.setup()
import datetime as dt
from django.utils import timezone
from tasks.deadlines import Deadline, DeadlineKind
from tasks.roles import Role
from tasks.services.plans import NewAssignment, NewTask, create_plan, issue
from units.models import Unit
bureau, section = Unit.objects.get(name="青禾市水务局"), Unit.objects.get(name="节水科")
def plan(year, *texts):
    day = dt.date(year, 12, 30)
    due = Deadline(text="12月30日", kind=DeadlineKind.DATE, date=day)
    who = (NewAssignment(Role.RESPONSIBLE, unit=section),)
    tasks = [NewTask(text=text, number=str(n), path=("一、公开",), deadline=due, assignments=who)
        for n, text in enumerate(texts, 1)]
    made = create_plan(organisation=bureau, actor=None, now=timezone.now(), tasks=tasks, year=year,
        title=f"青禾市水务局{year}年节水方案", issued_on=dt.date(year, 3, 1))
    return issue(plan=made, actor=None, now=timezone.now())
this = timezone.localdate().year
plan(this - 1, "每季度公布节水型单位名单。", "完成老旧管网漏损检测并公布结果。")
print(plan(this, "每季度公布节水型企业和单位名单。", "开展节水宣传周活动。").pk, this)
"""
POINTS = """青禾市{year}年节水工作要点
一、公开节水信息
（一）及时公布节水型企业和单位名单，每季度更新一次。
（二）推进再生水价格信息公开，公布价格构成。
"""


@pytest.fixture(scope="module")
def made(product: Product) -> tuple[str, int]:
    plan, year = product.python("-c", MAKE).split()
    return plan, int(year)


def start(page: Page, plan: str, other: str) -> None:
    page.goto(f"/compare/?plan={plan}")
    option = page.locator("[name=other] option", has_text=other).first
    page.select_option("[name=other]", value=option.get_attribute("value"))
    page.click("text=开始对照")
    page.wait_for_selector("h1:has-text('回头看')")


def test_looking_back_and_carrying_over(
    page_as: Callable[..., Page], made: tuple[str, int], shot: Callable[[Page, str], Path]
) -> None:
    plan, year = made
    page = page_as("office")
    start(page, plan, f"{year - 1}年节水方案")
    page.click(".verdict button:has-text('是同一项')")
    page.wait_for_selector("text=已确认 1 条对应")
    row = page.locator("tr", has_text="老旧管网漏损检测")
    assert "未完成 1 件" in row.inner_text()
    shot(page, "yearly")
    row.locator("[type=checkbox][name=task]").check()
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#carry button")
    page.wait_for_selector("text=已结转 1 项任务")
    page.goto(f"/plans/{plan}/")
    page.wait_for_selector("#plan-table >> text=老旧管网漏损检测")
    page.goto(f"/plans/{plan}/history/")
    page.wait_for_selector("text=第 2 项结转")


def test_a_draft_of_next_year(
    page_as: Callable[..., Page], made: tuple[str, int], shot: Callable[[Page, str], Path]
) -> None:
    plan, year = made
    page = page_as("office", java_script_enabled=False)
    page.goto(f"/plans/{plan}/")
    page.click(f"text=起草 {year + 1} 年方案")
    page.click("main button:has-text('起草')")
    page.wait_for_selector(f"h1:has-text('青禾市水务局{year + 1}年节水方案')")
    page.click("text=对照：去年、上级")
    page.click(f"tr:has-text('{year + 1}年节水方案') >> a >> nth=0")
    assert page.locator(".verdict", has_text="时限待核对").count() >= 2
    before = page.locator(".verdict", has_text="时限待核对").count()
    page.click(".verdict button:has-text('时限无误') >> nth=0")
    page.wait_for_selector("text=1 项任务的时限已核对")
    assert page.locator(".verdict", has_text="时限待核对").count() == before - 1
    shot(page, "draft")


def test_coverage_of_a_points_document(
    page_as: Callable[..., Page], made: tuple[str, int], shot: Callable[[Page, str], Path]
) -> None:
    plan, year = made
    page = page_as("office")
    page.goto("/compare/")
    page.click("text=导入上级文件")
    assert page.is_checked("[name=reference]")
    page.fill("[name=text]", POINTS.format(year=year))
    page.click("button:has-text('读取')")
    page.wait_for_selector("text=2 条条款", timeout=30_000)
    assert page.locator("text=没有责任单位").count() == 0
    shot(page, "reference")
    page.click("button:has-text('入库')")
    page.wait_for_selector("text=条款 2 条")
    page.select_option("[name=plan]", value=plan)
    page.click("text=开始对照")
    page.click("button:has-text('是同一项') >> nth=0")
    page.wait_for_selector("text=已确认 1 条对应")
    bare = page.locator("tr", has_text="再生水价格")
    bare.locator("summary").click()
    bare.locator("textarea").fill("由市发展改革部门承接。")
    bare.locator("button", has_text="保存").click()
    page.wait_for_selector("text=已记下理由")
    shot(page, "coverage")
    page.click("text=打印稿")
    page.wait_for_selector("text=上级条款共 2 条：已承接 1 条，未承接 1 条")
    shot(page, "sheet")
