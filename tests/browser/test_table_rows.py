"""The rows of a plan in a real browser: split, join, move, delete and back; other sights; without scripts; by
spreadsheet; found by search; watched and remarked on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from tests.browser.product import Product
from tests.browser.test_table import column

# PostgreSQL is met by the journeys of main path, errands and table: once is enough for these.
pytestmark = pytest.mark.sqlite

TITLE = "青禾市水务局行列测试方案"
Shot = Callable[[Page, str], Path]


@pytest.fixture(scope="module")
def address(product: Product) -> str:
    return f"/plans/{product.python('-m', 'tests.browser.plans', TITLE).strip()}/"


def pick(page: Page, *rows: int) -> None:
    for row in rows:
        page.locator("#plan-table input[name=pick]").nth(row).check()


def op(page: Page, name: str) -> None:
    page.click(f"#bulk button[value={name}]")


def undo(page: Page) -> None:
    page.click("button[form=undo]")
    page.wait_for_selector("text=已撤销")


def test_split_join_move_delete_and_back(page_as: Callable[..., Page], address: str) -> None:
    page = page_as("office")
    page.goto(address)
    pick(page, 0)
    op(page, "split")
    page.fill("textarea", "公开事项1甲。\n公开事项1乙。")
    page.click("main button:has-text('拆分')")
    page.wait_for_selector("text=公开事项1乙。")
    assert column(page, "txt")[:2] == ["公开事项1甲。", "公开事项1乙。"]
    pick(page, 0, 1)
    op(page, "join")
    page.wait_for_selector("text=2 项任务已并为")
    assert column(page, "txt")[0] == "公开事项1甲。公开事项1乙。"
    undo(page)
    undo(page)
    before = [f"公开事项{n}。" for n in range(1, 5)]
    assert column(page, "txt") == before
    pick(page, 0)
    op(page, "down")
    page.wait_for_selector("text=1 项任务已下移")
    assert column(page, "txt")[:2] == before[1::-1]
    undo(page)
    page.once("dialog", lambda dialog: dialog.accept())
    pick(page, 2, 3)
    op(page, "delete")
    page.wait_for_selector("text=2 项任务已从计划中删除")
    undo(page)
    assert column(page, "txt") == before


def test_other_sights_a_saved_view_and_today_as_a_past_day(
    page_as: Callable[..., Page], address: str
) -> None:
    page = page_as("office")
    page.goto(address)
    page.click(".seg a:has-text('单位')")
    page.wait_for_selector("main >> a:has-text('供水科')")
    page.click(".seg a:has-text('日历')")
    page.wait_for_selector("table.month")
    page.goto(f"{address}?group=unit&light=green")
    page.wait_for_selector("#plan-table tr.grp:has-text('供水科')")
    page.click("text=把现在的条件存为视图")
    page.fill("#view-name", "绿灯按单位")
    page.click("text=保存视图")
    page.goto(address)
    page.click(".side a:has-text('绿灯按单位')")
    page.wait_for_selector("#plan-table tr.grp:has-text('供水科')")
    page.click(".side a:has-text('修改记录')")
    page.click("button:has-text('查看')")
    page.wait_for_selector("text=结束时的原貌")
    assert page.locator("table.plan td.txt").count() == 4


def test_with_scripts_off(page_as: Callable[..., Page], address: str) -> None:
    page = page_as("office", java_script_enabled=False)
    page.goto(address)
    page.locator("#plan-table td.num a").first.click()
    page.fill("input[name=number]", "一")
    page.click("main button:has-text('保存')")
    assert column(page, "num")[0] == "一"
    page.locator("#plan-table input[name=pick]").first.check()
    op(page, "down")
    assert column(page, "num")[1] == "一"
    undo(page)
    undo(page)
    assert column(page, "num") == ["1", "2", "3", "4"]


def test_out_to_a_spreadsheet_and_back(
    page_as: Callable[..., Page], address: str, shot: Shot, tmp_path: Path
) -> None:
    page = page_as("office")
    page.goto(address)
    page.click("text=用表格修改")
    with page.expect_download() as download:
        page.click(".acts a:has-text('导出任务表')")
    path = tmp_path / "任务表.xlsx"
    download.value.save_as(path)
    work = openpyxl.load_workbook(path)
    sheet = work["任务"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heads["工作任务"]).value = "表里改过的。"
    sheet.cell(3, heads["牵头单位"]).value = "没有的科"
    sheet.delete_rows(5)
    sheet.append([None] * (heads["工作任务"] - 1) + ["表里新增的。"])
    work.save(path)
    page.set_input_files("#file", path)
    page.click("text=上传并预览")
    page.wait_for_selector("text=名录里没有“没有的科”")
    assert page.locator("ins", has_text="表里改过的。").count() == 1
    assert not page.locator("input[name=remove]").first.is_checked()
    shot(page, "preview")
    page.click("text=确认导入")
    page.wait_for_selector("text=已按表格修改 2 项任务")
    assert column(page, "txt") == [
        "表里改过的。",
        "公开事项2。",
        "公开事项3。",
        "表里新增的。",
        "公开事项4。",
    ]
    undo(page)
    assert column(page, "txt") == [f"公开事项{n}。" for n in range(1, 5)]


def test_found_from_the_box_watched_and_remarked_on(
    page_as: Callable[..., Page], address: str, shot: Shot
) -> None:
    page = page_as("leader")
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("gsk")
    page.wait_for_selector("#found a:has-text('供水科')")
    page.fill("#find", "事项3")
    page.wait_for_selector("#found mark")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('搜索')")
    shot(page, "search")
    page.focus("#q")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#attention-of-task")
    page.click("#attention-of-task button:has-text('关注')")
    page.wait_for_selector("text=已在您的关注清单里")
    page.fill("#remark-text", "请抓紧办理。")
    page.click("text=写入批示")
    page.wait_for_selector("#attention-of-task li:has-text('请抓紧办理。')")
    shot(page, "remark")
    page.goto("/dashboard/")
    page.wait_for_selector("#watched")
    unit = page_as("head")
    unit.goto("/")
    unit.click("a:has-text('批示：请抓紧办理。')")
    unit.wait_for_selector("#attention-of-task li:has-text('请抓紧办理。')")
