"""The import as a clerk meets it: text pasted as it was copied, questions answered, the draft handed over."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product
from tests.browser.test_import_again import NARROW, Rows, give, word

PageAs = Callable[..., Page]
Shot = Callable[[Page, str], Path]


@pytest.fixture
def text(corpus: Path) -> str:
    return (corpus / "docs" / "seed-3.txt").read_text(encoding="utf-8")


def test_a_text_is_pasted_answered_and_put_in(page_as: PageAs, shot: Shot, text: str) -> None:
    page = page_as("office")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/import/")
    page.fill("textarea[name=text]", text)
    page.get_by_role("button", name="读取", exact=True).click()
    expect(page.locator("#questions h2")).to_contain_text("请确认", timeout=30_000)
    shot(page, "1-preview")
    page.locator(".q", has_text="没有找到方案的标题").get_by_role("link", name="填写").click()
    page.fill(".t-form input[name=title]", "青禾市水务局2026年公开工作任务分解表")
    page.fill(".t-form input[name=year]", "2026")
    page.locator(".t-form").get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_contain_text("青禾市水务局")
    choose(page, "局属各单位", "供水科")
    choose(page, "局属单位", "供水科")
    choose(page, "各县市区局", "节水科")
    answer_the_rest(page)
    shot(page, "2-answered")
    page.locator("#import-head").get_by_role("button", name="入库").click()
    page.wait_for_url(re.compile(r"/plans/\d+/"))
    expect(page.locator("main")).to_contain_text("已入库：任务")


def choose(page: Page, name: str, unit: str) -> None:
    """Of a collective of which the directory knows nobody."""
    question = page.locator(".q", has_text=f"“{name}”")
    question.get_by_role("link", name="选择…").click()
    question.get_by_label(unit, exact=True).check()
    question.get_by_role("button", name="就是勾选的单位").click()
    expect(question.locator("form.t-form")).to_have_count(0)


def answer_the_rest(page: Page) -> None:
    """With the first button of each question: what the product proposes."""
    buttons = page.locator("#questions .asked-list > .q .acts button")
    for _ in range(30):
        head = page.locator("#questions h2")
        if "可以入库" in head.inner_text():
            return
        before = head.inner_text()
        if page.locator("#questions .asked-list > .q input[type=date]").count():
            page.locator("#questions .asked-list > .q input[type=date]").first.fill("2026-07-06")
        assert buttons.count(), page.locator("#questions").inner_text()
        buttons.first.click()
        expect(head).not_to_have_text(before)
    raise AssertionError(page.locator("#questions").inner_text())


OLD_YEAR: Rows = (
    ("一、节水宣传", "1.更新节水知识手册。", "节水科", "2025年9月30日前"),
    ("一、节水宣传", "2.公开节水定额。", "各科室", "2025年9月30日前"),
    ("二、供水服务", "3.会商停水安排。", "市公安局", "12月20日前"),
)


def test_odd_years_and_outside_bodies_by_keyboard_and_another_hand(
    product: Product, page_as: PageAs, shot: Shot
) -> None:
    page = page_as("office")
    give(page, word(OLD_YEAR, title="青禾市水务局2026年节水公开任务分工方案"))
    stray = page.locator(".q", has_text="2025年9月30日前")
    stray.get_by_role("button", name="改为 2026-09-30").click(timeout=30_000)
    expect(page.locator("#task-0-body .val")).to_have_text("2026-09-30")
    outside = page.locator(".q", has_text="市公安局")
    expect(outside.locator("select[name=kind]")).to_have_value("outside")
    outside.get_by_role("button", name="新建单位").click()
    expect(page.locator("#task-2-body .chip")).to_contain_text("新建")

    # A deadline by keyboard alone: opened, left, opened again, changed, saved.
    value = page.locator("#task-0-body .val")
    value.focus()
    page.keyboard.press("Enter")
    expect(page.locator("form#task-0-body select[name=kind]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("form#task-0-body")).to_have_count(0)
    value.focus()
    page.keyboard.press("Enter")
    page.fill("form#task-0-body input[name=date]", "2026-10-15")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#task-0-body .val")).to_have_text("2026-10-15")
    page.locator(".src-pane").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#task-1")).to_have_class(re.compile("on"))
    shot(page, "1-by-keyboard")

    # The draft waits for whoever goes on with it.
    address = page.url
    other = page_as("office")
    other.goto("/import/")
    expect(other.locator("tr", has_text="待校对").first).to_contain_text("校对过")
    other.set_viewport_size(NARROW)  # type: ignore[arg-type]
    other.goto(address)
    expect(other.locator("#task-0-body .val")).to_have_text("2026-10-15")
    assert other.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    shot(other, "2-phone")
    other.locator(".q", has_text="各科室").get_by_role("link", name="选择…").click()
    boxes = other.locator(".slot input[name=members]:checked")
    expect(boxes.first).to_be_visible()
    assert boxes.count() >= 3
    shot(other, "3-phone-choose")
