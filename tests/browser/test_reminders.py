"""Reminders in the browser: a subscription set up, a calendar opened and taken back, a test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product

# PostgreSQL is met by the journeys of main path, errands and table: once is enough for these.
pytestmark = pytest.mark.sqlite

Shot = Callable[[Page, str], Path]
HOOK = "https://qyapi.weixin.qq.com/ledger"


def test_the_administrator_sets_up_a_subscription(
    product: Product, page_as: Callable[..., Page], shot: Shot
) -> None:
    page = page_as("admin")
    page.watch.tolerate(r"422")
    page.goto("/reminders/outlets/")
    page.get_by_role("link", name="新建事件推送").click()
    page.get_by_label("名称").fill("市政务服务平台")
    page.get_by_label("地址").fill("http://10.0.0.8/ledger")
    page.get_by_label("密钥").fill("一个密钥")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("不在管理员允许的范围内")
    shot(page, "refused")
    page.get_by_label("地址").fill(HOOK)
    page.get_by_label("密钥").fill("一个密钥")
    page.get_by_label("填报进展").uncheck()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("已建立")
    shot(page, "list")
    page.get_by_role("link", name="市政务服务平台").click()
    expect(page.get_by_label("填报进展")).not_to_be_checked()
    expect(page.locator("main")).to_contain_text("还没有推送过")
    shot(page, "subscription")
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, "phone")


def test_everybody_can_send_themselves_a_test(product: Product, page_as: Callable[..., Page]) -> None:
    page = page_as("head")
    page.goto("/reminders/ways/")
    page.get_by_role("button", name="测试").first.click()
    expect(page.locator("main, #messages").first).to_contain_text("已接收测试消息")


def test_a_plans_calendar_is_opened_and_taken_back(
    demo: Product, demo_as: Callable[..., Page], shot: Shot
) -> None:
    page = demo_as("head")
    page.goto("/plans/")
    page.locator("main a[href^='/plans/']").first.click()
    expect(page.get_by_role("button", name="日历订阅")).to_be_visible()
    shot(page, "plan")
    page.get_by_role("button", name="日历订阅").click()
    field = page.get_by_label("订阅地址").first
    address = field.input_value()
    answer = page.request.get(address)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "BEGIN:VCALENDAR" in answer.text()
    shot(page, "opened")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="撤销").first.click()
    expect(page.locator("main")).to_contain_text("订阅已撤销")
    assert page.request.get(address).status == 404
