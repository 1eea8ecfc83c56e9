"""Standing items as a clerk meets them: switched on, opened over the years, linked with a plan's task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import BUREAU
from tests.browser.product import Product

# PostgreSQL is met by the journeys of main path, errands and table: once is enough for these.
pytestmark = pytest.mark.sqlite

PageAs = Callable[..., Page]
Shot = Callable[[Page, str], Path]

TODAY = dt.date.today()
# The next last day of January, on which the year's report is due.
YEAR = TODAY.year + (dt.date(TODAY.year, 1, 31) < TODAY)
DUE = f"{YEAR}年1月31日前"
PLAN = f"""# 青禾市水务局年度信息公开任务分工表

| 序号 | 工作任务 | 责任单位 | 完成时限 |
|---|---|---|---|
| 1 | 编制并公布上年度政府信息公开工作年报 | 办公室 | {YEAR}年1月31日 |
| 2 | 公布供水水质监测结果 | 供水科 | {YEAR}年3月20日 |
"""


def test_on_opened_year_after_year_and_linked(
    product: Product, page_as: PageAs, shot: Shot, tmp_path: Path
) -> None:
    page = page_as("office")
    switch_on(page, shot)
    item = page.locator("td.txt a", has_text="编制政府信息公开工作年度报告").get_attribute("href")
    assert item is not None
    the_years_open(product, page, item)
    link(product, page, tmp_path, shot)
    page.goto(item)
    expect(page.locator("main")).to_contain_text("由《年度信息公开任务分工表》第1项承接")
    the_year_on_the_wall(page, shot)
    take_back(page)


def switch_on(page: Page, shot: Shot) -> None:
    page.goto("/")
    page.get_by_role("link", name="核对并启用常设事项").click()
    boxes = page.locator("tr.off input[type=checkbox]")
    expect(boxes).to_have_count(25)
    ticked = page.locator("tr.off input[type=checkbox]:checked")
    expect(ticked).to_have_count(14)
    for name in ("季度进展", "领导小组会议"):
        page.get_by_role("checkbox", name=name).uncheck()
    page.get_by_role("combobox", name="政务新媒体").select_option(label="节水科")
    page.get_by_role("button", name="启用勾选的事项").click()
    expect(page.locator("main")).to_contain_text("已启用 12 项")
    shot(page, "on")


def the_years_open(product: Product, page: Page, item: str) -> None:
    """No plan comes in; the schedule goes on."""
    product.manage("open_periods", "--today", f"{YEAR + 2}-02-01")
    page.goto(item)
    for year in range(YEAR, YEAR + 4):
        expect(page.locator("nav.strip")).to_contain_text(f"{year}年1月31日前")


def link(product: Product, page: Page, folder: Path, shot: Shot) -> None:
    document = folder / "plan.md"
    document.write_text(PLAN, encoding="utf-8")
    wanted = ("--organisation", BUREAU, "--year", str(TODAY.year), "--issued-on", TODAY.isoformat())
    product.manage("import_plan", str(document), *wanted, "--publish")
    page.goto("/plans/")
    page.get_by_role("link", name="年度信息公开任务分工表").click()
    expect(page.get_by_text("有 1 项任务与本机关的常设事项相近")).to_be_visible()
    page.get_by_role("link", name="核对是不是同一件事").click()
    shot(page, "match")
    page.get_by_role("button", name="是同一件事").click()
    expect(page.locator("main")).to_contain_text(f"承接 {DUE}")


def the_year_on_the_wall(page: Page, shot: Shot) -> None:
    page.goto(f"/standing/year/?year={YEAR}")
    january = page.locator(".wall-month").first
    expect(january).to_contain_text("编制并公布上年度政府信息公开工作年报")
    expect(january).not_to_contain_text("编制政府信息公开工作年度报告")
    expect(page.locator(".wall-month").nth(2)).to_contain_text("公布供水水质监测结果")
    shot(page, "wall")


def take_back(page: Page) -> None:
    page.goto("/plans/")
    page.get_by_role("link", name="年度信息公开任务分工表").click()
    page.get_by_role("link", name="与常设事项核对").click()
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("main")).to_contain_text("待确认 1 项")
    page.goto(f"/standing/year/?year={YEAR}")
    expect(page.locator(".wall-month").first).to_contain_text("编制政府信息公开工作年度报告")
