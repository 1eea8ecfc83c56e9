"""The plan's table in a real browser: by keyboard alone, a pasted block, and two people at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.product import Product

SECOND = """
import django; django.setup()
from units.models import Membership, Unit, User
second = User.objects.create_user("office2", "journeys-2026-walk", name="卫澜")
Membership.objects.create(user=second, unit=Unit.objects.get(name="办公室"), role="office")
"""


@pytest.fixture(scope="module")
def address(product: Product) -> str:
    product.python("-c", SECOND)
    return f"/plans/{product.python('-m', 'tests.browser.plans', '青禾市水务局表格测试方案').strip()}/"


def column(page: Page, cell: str) -> list[str]:
    """The words of one column, row by row, without the pens."""
    found = page.locator(f"#plan-table tr[id^=task-] td.{cell}").all_inner_texts()
    return [text.removesuffix("改").strip() for text in found]


def cell(page: Page, row: int, name: str) -> None:
    """Put the focus on a cell, as a click beside its words does."""
    page.locator(f"#plan-table tr[id^=task-] td.{name}").nth(row).evaluate("cell => cell.focus()")


def test_by_keyboard_alone(
    page_as: Callable[..., Page], address: str, shot: Callable[[Page, str], Path]
) -> None:
    page = page_as("office")
    page.goto(address)
    assert page.get_attribute("#plan-table", "role") == "grid"
    cell(page, 0, "num")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-editor] input[name=number]:focus")
    page.keyboard.type("甲")
    page.keyboard.press("Tab")  # saves, and goes to the next cell
    page.wait_for_selector("#plan-table td.txt:focus")
    assert column(page, "num")[0] == "1甲"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("F2")
    page.wait_for_selector("[data-editor] textarea:focus")
    shot(page, "editor")
    page.keyboard.press("Escape")
    page.wait_for_selector("#plan-table td.txt:focus")
    assert column(page, "txt")[1] == "公开事项2。"
    page.keyboard.press(" ")
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    assert page.inner_text("[data-picked]").startswith("已选 2 项")
    page.locator("#bulk summary", has_text="完成时限").click()
    page.select_option("[name=d-kind]", "long_term")
    shot(page, "bulk")
    page.click("button[value=deadline]")
    page.wait_for_selector("text=2 项任务的完成时限已修改")
    assert [text.split()[0] for text in column(page, "due")] == ["12月30日", "长期", "长期", "12月30日"]
    cell(page, 0, "txt")
    page.keyboard.press("Control+z")
    page.wait_for_selector("text=已撤销，2 处改了回去")
    assert [text.split()[0] for text in column(page, "due")] == ["12月30日"] * 4


def test_a_block_from_a_spreadsheet(page_as: Callable[..., Page], address: str) -> None:
    page = page_as("office")
    page.goto(address)
    cell(page, 2, "txt")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "新的事项三。\\t牵头 节水科\\n新的事项四。\\t没有的科");
          const paste = new ClipboardEvent("paste", {clipboardData: data, bubbles: true});
          document.activeElement.dispatchEvent(paste);
        }"""
    )
    page.wait_for_selector("text=名录里没有“没有的科”")
    page.click("text=确认修改 3 格")
    page.wait_for_selector("text=已修改 3 格；1 格没有采用")
    assert column(page, "txt")[2:] == ["新的事项三。", "新的事项四。"]


def test_two_people_at_once(
    page_as: Callable[..., Page], address: str, shot: Callable[[Page, str], Path]
) -> None:
    one, two = page_as("office"), page_as("office2")
    for page in (one, two):
        page.watch.tolerate("409")
        page.goto(address)
    one.reload()
    one.wait_for_selector("text=卫澜正在编辑此计划")

    def open_editor(page: Page, name: str) -> None:
        cell(page, 0, name)
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-editor] :focus")

    open_editor(one, "txt")
    open_editor(two, "txt")
    one.fill("[data-editor] textarea", "甲的改法。")
    one.click("[data-editor] [type=submit]")
    one.wait_for_selector("text=甲的改法。")
    two.fill("[data-editor] textarea", "乙的改法。")
    two.click("[data-editor] [type=submit]")
    two.wait_for_selector("text=对方改为")
    assert "甲的改法。" in two.inner_text("[data-editor] dl")
    assert "乙的改法。" in two.inner_text("[data-editor] dl")
    shot(two, "conflict")
    two.click("[data-editor] [type=submit]")  # meant now
    two.wait_for_selector("#plan-table td.txt:has-text('乙的改法。')")
    # Another field at the same time: both win, and an own later save never clashes.
    open_editor(one, "num")
    one.fill("[data-editor] input[name=number]", "壹")
    one.click("[data-editor] [type=submit]")
    one.wait_for_selector("#plan-table td.num:has-text('壹')")
    two.reload()
    assert (column(two, "num")[0], column(two, "txt")[0]) == ("壹", "乙的改法。")
