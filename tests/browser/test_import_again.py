"""A plan comes again: revised as a diff, taken back whole; a refused file; a table pasted from a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
from playwright.sync_api import Page, expect

PageAs = Callable[..., Page]
Shot = Callable[[Page, str], Path]
Rows = tuple[tuple[str, str, str, str], ...]

TITLE = "青禾市水务局2026年节约用水公开工作分工方案"
HEADER = ("工作要求", "工作任务", "责任科室", "完成时限")
FIRST: Rows = (
    ("一、节水宣传", "1.编印节水知识手册。", "节水科", "2026年9月30日前"),
    ("一、节水宣传", "2.公开各行业用水定额。", "供水科", "长期"),
    ("二、供水服务", "3.发布水质检测月报。", "供水科", "2026年12月20日前"),
)
REVISED: Rows = (
    ("一、节水宣传", "1.编印并发放节水知识手册。", "节水科", "2026年10月31日前"),
    ("一、节水宣传", "2.公开各行业用水定额。", "供水科", "长期"),
    ("二、供水服务", "3.开通停水信息短信提醒。", "办公室", "2026年11月30日前"),
)
NARROW = {"width": 390, "height": 844}


def word(rows: Rows, title: str = TITLE) -> dict[str, object]:
    """A made-up plan as Word writes it, ready for the file field."""
    document = docx.Document()
    document.add_paragraph(title)
    table = document.add_table(rows=0, cols=len(HEADER))
    for row in (HEADER, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = BytesIO()
    document.save(out)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": "分工方案.docx", "mimeType": kind, "buffer": out.getvalue()}


def give(page: Page, file: dict[str, object]) -> None:
    page.goto("/import/")
    page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
    page.get_by_role("button", name="读取", exact=True).click()


def commit(page: Page) -> None:
    expect(page.locator("#questions h2")).to_contain_text("可以入库", timeout=30_000)
    page.locator("#import-head").get_by_role("button", name="入库").click()
    page.wait_for_url(re.compile(r"/plans/\d+/"))


def test_a_revised_plan_is_a_diff_and_is_taken_back(page_as: PageAs, shot: Shot) -> None:
    page = page_as("office")
    page.on("dialog", lambda dialog: dialog.accept())
    give(page, word(FIRST))
    commit(page)
    plan = page.url
    give(page, word(REVISED))
    page.get_by_role("button", name="是修订稿，看改动").click(timeout=30_000)
    for kind, words in (
        ("changed", "编印并发放节水知识手册"),
        ("new", "停水信息短信"),
        ("gone", "水质检测月报"),
    ):
        expect(page.locator(f"#{kind}")).to_contain_text(words)
    expect(page.locator("#same")).to_contain_text("1 项")
    shot(page, "1-diff")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    shot(page, "2-diff-narrow")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.get_by_role("button", name="按修订稿更新计划").click()
    page.wait_for_url(plan)
    expect(page.locator("main")).to_contain_text("新增 1 项，改动 1 项，撤出 1 项")
    expect(page.locator("tr[id^=task-]", has_text="停水信息短信")).to_be_visible()
    expect(page.locator("tr[id^=task-]", has_text="水质检测月报")).to_have_count(0)

    take_back(page, plan, "撤销这次修订", shot)
    page.goto(plan)
    expect(page.locator("tr[id^=task-]", has_text="水质检测月报")).to_be_visible()
    expect(page.locator("tr[id^=task-]", has_text="停水信息短信")).to_have_count(0)
    take_back(page, plan, "撤销这次导入", shot)
    page.goto("/plans/")
    expect(page.locator("main")).not_to_contain_text(TITLE)


def take_back(page: Page, plan: str, button: str, shot: Shot) -> None:
    page.goto(plan)
    page.get_by_role("link", name="来源文件与导入记录").click()
    shot(page, f"3-{button}")
    page.get_by_role("button", name=button).click()
    expect(page.locator("main")).to_contain_text("这次导入已经撤销")


def test_a_task_is_split_and_the_plan_checked_up(page_as: PageAs, shot: Shot) -> None:
    page = page_as("office")
    rows: Rows = (
        ("一、节水宣传", "1.每季度更新用水定额。9月底前完成手册编印。", "节水科", ""),
        *FIRST[1:],
        ("", "4.公示。", "", ""),
    )
    give(page, word(rows, title="青禾市水务局2026年节水体检分工方案"))
    page.locator("#task-0-body .pen", has_text="拆分").click(timeout=30_000)
    form = page.locator("#task-0 .slot form")
    expect(form.locator("textarea")).to_have_value(re.compile("每季度更新用水定额。\n9月底前"))
    shot(page, "1-split")
    form.get_by_role("button", name="拆成几项").click()
    expect(page.locator("li.t[id^=task-]")).to_have_count(5)
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    shot(page, "2-preview-narrow")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.get_by_role("link", name="方案体检").click()
    expect(page.locator("h1")).to_have_text("方案体检")
    shot(page, "3-checkup")
    page.emulate_media(media="print")
    expect(page.locator(".acts").first).to_be_hidden()
    shot(page, "4-checkup-print")
    page.emulate_media(media="screen")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    shot(page, "5-checkup-narrow")


def test_a_refused_file_says_what_to_do(page_as: PageAs, shot: Shot) -> None:
    page = page_as("office")
    give(page, {"name": "方案.docx", "mimeType": "application/zip", "buffer": b"PK\x03\x04 cut off"})
    note = page.locator(".note.error")
    expect(note).to_be_visible(timeout=30_000)
    assert note.inner_text().strip().endswith("。")
    shot(page, "refused")
    page.get_by_role("button", name="删除这次上传").click()
    expect(page.locator("main")).to_contain_text("文件内容已删除")


def test_a_table_is_pasted_from_a_web_page(page_as: PageAs, shot: Shot) -> None:
    """The heading is merged over two rows, which plain text would lose."""
    page = page_as("office")
    page.goto("/import/")
    head = "".join(f"<th>{name}</th>" for name in HEADER)
    (heading, *one), (_, *two) = FIRST[:2]
    rows = f"<td rowspan=2>{heading}</td>" + "".join(f"<td>{cell}</td>" for cell in one)
    more = "".join(f"<td>{cell}</td>" for cell in two)
    html = (
        f"<p>青禾市水务局2026年粘贴分工方案</p><table><tr>{head}</tr><tr>{rows}</tr><tr>{more}</tr></table>"
    )
    page.evaluate(PASTE, [html, "表格的文字"])
    expect(page.locator("[data-pasted-table]")).to_be_visible()
    page.get_by_role("button", name="读取", exact=True).click()
    expect(page.locator("li.t[id^=task-]")).to_have_count(2, timeout=30_000)
    expect(page.locator("li.t.head")).to_have_count(1)
    shot(page, "pasted")


PASTE = """([html, text]) => {
  const area = document.getElementById("id_text");
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
  area.value = text;
  area.dispatchEvent(new InputEvent("input", {inputType: "insertFromPaste", bubbles: true}));
}"""
