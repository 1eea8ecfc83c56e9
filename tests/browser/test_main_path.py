"""The main path on a real document: import, questions, issue, report, return, accept, dashboard, reminders.

Runs against whatever database and broker the environment gives, with a real worker and beat.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import Product

PageAs = Callable[..., Page]
Shot = Callable[[Page, str], Path]

ISSUED = dt.date(2026, 11, 16)
REPORT_DAY = dt.date(2027, 1, 31)
# A new unit; those whom a collective means; a date of the printed year, put into this one.
ANSWER = re.compile("新建单位|全部.*个）|改为 20")


@pytest.fixture
def document(corpus: Path) -> Path:
    return corpus / "docs" / "seed-0.docx"


def test_from_the_document_to_the_leaders_figures(
    product: Product, page_as: PageAs, shot: Shot, document: Path
) -> None:
    clerk = page_as("office")
    import_and_answer(clerk, document, shot)
    plan_address = commit_and_issue(clerk, shot)
    edit_a_cell_in_place(clerk, plan_address, shot)
    head = page_as("head")
    task_address = report_and_submit(head, shot)
    return_and_accept(clerk, head, task_address, shot)
    read_the_dashboard(page_as("leader"), shot)
    keep_the_ledger(clerk, plan_address)
    browser = clerk.context.browser
    assert browser is not None
    for context in browser.contexts:  # a page left open asks a stopped product for news
        context.close()
    product.stop()
    try:
        remind_once_a_step(product)
    finally:
        product.start()


def import_and_answer(page: Page, document: Path, shot: Shot) -> None:
    page.goto("/import/")
    page.set_input_files("input[type=file]", document)
    page.get_by_role("button", name="读取").click()
    expect(page.locator("#questions")).to_be_visible(timeout=30_000)
    shot(page, "1-preview")
    commit = page.locator("#import-head button", has_text="入库")
    expect(commit).to_have_attribute("aria-disabled", "true")

    # The printed plan is of an earlier year; the clerk takes it as this year's.
    page.get_by_role("link", name="更正").click()
    page.fill("input[name=year]", str(ISSUED.year))
    page.fill(".t-form input[name=issued_on]", ISSUED.isoformat())
    page.locator(".t-form").get_by_role("button", name="保存").click()
    expect(page.locator("#import-head")).to_contain_text("2026年11月16日印发", timeout=30_000)
    expect(page.locator(".meta", has_text="2027-01-31").first).to_be_visible()

    answer_units(page)
    expect(page.locator("#questions h2")).to_contain_text("可以入库")
    correct_a_task(page)
    shot(page, "2-answered")


def answer_units(page: Page) -> None:
    """The section that carries nearly everything is one of the directory, the others are new."""
    carrier = page.locator("#questions .q", has_text="信访股").first
    carrier.get_by_role("link", name="其他…").click()
    form = carrier.locator(".slot form")
    form.locator("select[name=to]").select_option(label="供水科")
    form.get_by_role("button", name="就是它").click()
    expect(page.locator("#questions")).to_contain_text("已确认 1 个名称")
    questions = page.locator("#questions .asked-list > .q")
    for _ in range(20):
        open_now = questions.filter(has=page.get_by_role("button", name=ANSWER))
        left = open_now.count()
        if not left:
            break
        open_now.first.get_by_role("button", name=ANSWER).first.click()
        expect(open_now).to_have_count(left - 1)


def correct_a_task(page: Page) -> None:
    page.locator("#task-0-body a.pen", has_text="修改").click()
    text = page.locator("#task-0-body textarea[name=text]")
    text.fill(text.input_value() + "（已核）")
    page.locator("#task-0-body").get_by_role("button", name="保存").click()
    expect(page.locator("#task-0-body .t-text")).to_contain_text("（已核）")


def commit_and_issue(page: Page, shot: Shot) -> str:
    page.locator("#import-head").get_by_role("button", name="入库").click()
    page.wait_for_url(re.compile(r"/plans/\d+/"))
    expect(page.locator("main")).to_contain_text("这是草稿")
    expect(page.locator("tr[id^=task-]")).to_have_count(23)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="下发", exact=True).click()
    expect(page.locator("main")).to_contain_text("承办事项已开启")
    expect(page.locator("tr[id^=task-]", has_text="（已核）")).to_be_visible()
    shot(page, "3-plan")
    return page.url


def edit_a_cell_in_place(page: Page, plan_address: str, shot: Shot) -> None:
    page.goto(plan_address)
    row = page.locator("tr[id^=task-]").nth(1)
    row.hover()
    row.get_by_role("link", name="修改任务").click()
    area = row.locator("textarea[name=text]")
    expect(area).to_be_focused()
    area.fill("规范办理依申请公开，全流程电子化管理。")
    area.press("Control+Enter")
    expect(row.locator("textarea")).to_have_count(0)
    expect(row).to_contain_text("全流程电子化管理")
    row.get_by_role("link", name="修改任务").focus()
    page.keyboard.press("Enter")
    row.locator("textarea[name=text]").press("Escape")
    expect(row.locator("textarea")).to_have_count(0)
    shot(page, "4-edited")


def report_and_submit(page: Page, shot: Shot) -> str:
    page.goto("/")
    folded = page.locator("details.later:not([open]) > summary")
    if folded.count():  # what is due far ahead is folded where something presses
        folded.click()
    item = page.locator(".desk-row").filter(has_text="年度报告").first
    expect(item).to_be_visible()
    task_address = item.locator(".what > a").get_attribute("href")
    assert task_address is not None
    item.get_by_role("link", name="填报").click()
    form = page.locator("form.rep")
    form.locator("textarea[name=progress]").fill("上一年度报告已编制并在网站公开。")
    form.get_by_label("已完成", exact=True).check()
    evidence = "https://www.example.gov.cn/nb/2026.html　《年度报告》　2026-11-20"
    form.locator("textarea[name=evidence]").fill(evidence)
    why = form.locator("textarea[name=reason]")
    if why.count():  # a lead whose co-units are silent says why
        why.fill("本单位承担的部分已全部完成，配合单位随后补报。")
    shot(page, "5-report")
    form.get_by_role("button", name="提交公开办审核").click()
    expect(page.locator("main")).to_contain_text("已提交，等待公开办审核")
    shot(page, "6-desk")
    return task_address


def return_and_accept(clerk: Page, head: Page, task_address: str, shot: Shot) -> None:
    clerk.goto("/")
    waiting = clerk.locator("#waiting .row").first
    expect(waiting).to_contain_text("供水科")
    waiting.locator("summary", has_text="退回").click()
    waiting.locator("textarea[name=reason]").fill("请补充公开日期")
    waiting.locator("form", has=clerk.locator("textarea")).get_by_role("button").click()
    expect(clerk.locator("main")).to_contain_text("已退回")

    head.goto(task_address)
    expect(head.locator("main")).to_contain_text("退回原因：请补充公开日期")
    head.get_by_role("link", name="提交审核").first.click()  # co-units are silent: a page asks why
    head.fill("textarea[name=reason]", "本单位承担的部分已全部完成。")
    head.get_by_role("button", name="提交审核").click()
    expect(head.locator("main")).to_contain_text("已提交，等待公开办审核")
    shot(head, "7-task")

    clerk.goto("/")
    clerk.locator("#waiting .row").first.get_by_role("button", name="审核通过").click()
    expect(clerk.locator("main")).to_contain_text("审核通过。")
    expect(clerk.locator("#waiting")).to_contain_text("没有待审核的事项")


def read_the_dashboard(page: Page, shot: Shot) -> None:
    page.goto("/dashboard/")
    shot(page, "8-dashboard")
    for figure in page.locator(".figs a").all():
        count = int(re.findall(r"\d+", figure.inner_text())[0])
        drill = page.context.new_page()
        drill.goto(figure.get_attribute("href") or "")
        if count:
            expect(drill.locator("main")).to_contain_text(re.compile(rf"共 {count} "))
        drill.close()


def keep_the_ledger(page: Page, plan_address: str) -> None:
    page.goto(plan_address)
    with page.expect_download() as download:
        page.get_by_role("link", name="导出台账").click()
    assert download.value.suggested_filename.endswith(".xlsx")


def remind_once_a_step(product: Product) -> None:
    """Day by day to the report's date and beyond: its head and handler hear of it at each step, once."""
    product.python("-m", "tests.browser.days", "2026-12-01", "2027-02-05")
    letters = [email.message_from_string(raw, policy=email.policy.default) for raw in product.mails]
    assert letters
    received = Counter((letter["To"], letter["Message-ID"]) for letter in letters)
    assert set(received.values()) == {1}, "the same mail went out twice"
    for address in ("head@qinghe.example", "handler@qinghe.example"):
        texts = [text_of(letter) for letter in letters if letter["To"].endswith(address)]
        assert sum("1月31日" in text or REPORT_DAY.isoformat() in text for text in texts) >= 4, address


def text_of(letter: email.message.EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
