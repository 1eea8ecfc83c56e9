"""Every act on what is owed, as head, handler and office do it: by keyboard, on a phone, with scripts off."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.errands import TASKS
from tests.browser.product import Product

MOST_TABS = 300
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
OPTIONS: dict[str, dict[str, object]] = {
    "keyboard": {},
    "phone": PHONE,
    "plain": {"java_script_enabled": False},
}
# The acts are the same whoever holds the mouse: on PostgreSQL one way is enough.
WAYS = [way if way == "keyboard" else pytest.param(way, marks=pytest.mark.sqlite) for way in OPTIONS]
HAS_FOCUS = "element => element === document.activeElement"


@dataclass(frozen=True)
class Hand:
    """How this journey presses and writes."""

    way: str

    def press(self, target: Locator) -> None:
        if self.way == "keyboard":
            self.reach(target)
            target.page.keyboard.press("Enter")
        elif self.way == "phone":
            target.tap()
        else:
            target.click()

    def write(self, target: Locator, text: str) -> None:
        if self.way == "keyboard":
            self.reach(target)
            target.page.keyboard.press("Control+a")
            target.page.keyboard.type(text)
        else:
            target.fill(text)

    def choose(self, target: Locator) -> None:
        """A radio button: the group is one stop of Tab, arrows move inside."""
        if self.way != "keyboard":
            target.check()
            return
        group = target.page.locator(f"input[name={target.get_attribute('name')}]")
        self.reach(group.first)
        if not target.is_checked():
            target.page.keyboard.press("Space")
        expect(target).to_be_checked()

    def reach(self, target: Locator) -> None:
        """Tab to it from wherever the focus is: what Tab does not reach does not exist by keyboard."""
        expect(target).to_be_visible()
        for _ in range(MOST_TABS):
            if target.evaluate(HAS_FOCUS):
                return
            target.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {target}")


def row(page: Page, task: str) -> Locator:
    return page.locator(".desk-row", has_text=task[:12])


def report(hand: Hand, page: Page, task: str, text: str, button: str) -> None:
    page.goto("/?need=nothing")
    hand.press(row(page, task).get_by_role("link", name="填报"))
    form = page.locator("form.rep")
    hand.write(form.locator("textarea[name=progress]"), text)
    hand.choose(form.get_by_label("已完成", exact=True))
    hand.press(form.get_by_role("button", name=button))


def task_page(page: Page, task: str) -> None:
    page.goto(f"/tasks/?q={task[:12]}")
    page.goto(page.locator("main a[href^='/tasks/']", has_text=task[:12]).first.get_attribute("href") or "")


def with_reason(hand: Hand, room: Locator, word: str, reason: str) -> None:
    part = room.locator("details.menu", has=room.page.locator("summary", has_text=word)).first
    hand.press(part.locator("summary"))
    hand.write(part.locator("textarea"), reason)
    hand.press(part.get_by_role("button", name=word))


@pytest.mark.parametrize("way", WAYS)
def test_every_act(errands: Product, demo_as: Callable[..., Page], way: str) -> None:
    hand, task = Hand(way), TASKS[way]
    unit = demo_as("handler" if way == "phone" else "head", **OPTIONS[way])
    report(hand, unit, task, "已核对全部栏目。", "保存进展")
    expect(unit.locator("main")).to_contain_text("进展已保存")

    head = demo_as("head", **OPTIONS[way])
    head.goto("/")
    hand.press(row(head, task).get_by_role("button", name="提交"))
    expect(head.locator("main")).to_contain_text("已提交")
    task_page(head, task)
    hand.press(head.get_by_role("button", name="撤回"))
    expect(head.locator("main")).to_contain_text("已撤回")
    task_page(head, task)
    hand.press(head.get_by_role("button", name="提交审核"))
    expect(head.locator("main")).to_contain_text("已提交")

    office = demo_as("office", **OPTIONS[way])
    office.goto("/")
    with_reason(hand, office.locator(".batch", has_text=task[:12]), "退回", "请附网址")
    expect(office.locator("main")).to_contain_text("已退回")

    head.goto("/")
    expect(row(head, task)).to_contain_text("退回原因：请附网址")
    report(hand, head, task, "网址见 https://www.example.gov.cn/a.html", "提交公开办审核")
    expect(head.locator("main")).to_contain_text("已提交")

    office.goto("/")
    batch = office.locator("#waiting .batch", has_text=task[:12])
    hand.press(batch.get_by_role("button", name="审核通过"))
    expect(office.locator("main")).to_contain_text("审核通过。")

    for word, reason, after in (("重新办理", "抽查有误", "重新办理"), ("标为不适用", "栏目已撤", "不适用")):
        task_page(office, task)
        with_reason(hand, office.locator(".obligation").first, word, reason)
        expect(office.locator("main")).to_contain_text(after)


@pytest.mark.parametrize("way", WAYS)
def test_chasing_from_the_list_of_silent_units(
    errands: Product, demo_as: Callable[..., Page], way: str
) -> None:
    """The first asks, the later ones hear that it was done today; the text for the group stands ready."""
    hand, task = Hand(way), TASKS["chased"]
    page = demo_as("office", **OPTIONS[way])
    page.goto("/tasks/silent/")
    expect(page.locator("#silent-text")).to_have_value(re.compile(re.escape(task[:12])))
    hand.press(page.locator("section.flush", has_text=task[:12]).get_by_role("button", name="催办"))
    expect(page.locator("main")).to_contain_text("催办")


def test_a_later_day_asked_and_granted(errands: Product, demo_as: Callable[..., Page]) -> None:
    """Both pages work without scripts; the first day stays beside the new one."""
    task, later = TASKS["asked"], timezone.localdate() + dt.timedelta(days=30)
    head = demo_as("head", **OPTIONS["plain"])
    task_page(head, task)
    head.get_by_role("link", name="申请延期").click()
    head.fill("input[name=day]", later.isoformat())
    head.fill("textarea[name=reason]", "旧栏目的附件还在清点")
    head.get_by_role("button", name="申请延期").click()
    expect(head.locator("main")).to_contain_text("等待公开办答复")
    office = demo_as("office", **OPTIONS["plain"])
    office.goto("/")
    office.get_by_role("link", name="去答复").click()
    office.locator(".row", has_text=task[:12]).get_by_role("link", name="同意…", exact=True).click()
    office.get_by_role("button", name="同意延期").click()
    expect(office.locator("main")).to_contain_text("已同意延期")
    head.goto("/?need=nothing")
    task_page(head, task)
    expect(head.locator("main")).to_contain_text(f"已同意，延至 {later}")


def test_a_leader_reads_and_a_stranger_finds_nothing(errands: Product, demo_as: Callable[..., Page]) -> None:
    task = TASKS["chased"]
    leader = demo_as("leader")
    leader.goto("/")
    leader.keyboard.press("/")
    leader.keyboard.type(task[:4])
    expect(leader.locator("#found a", has_text=task[:12])).to_be_visible()
    leader.keyboard.press("ArrowDown")
    leader.keyboard.press("Enter")
    expect(leader.locator("h1")).to_contain_text(task[:12])
    # A leader may write a remark and watch, nothing else.
    expect(leader.locator("main .attention form")).to_have_count(2)
    expect(leader.locator("main form")).to_have_count(2)
    stranger = demo_as("edu")
    stranger.goto("/tasks/?q=" + task[:4])
    expect(stranger.locator("main")).to_contain_text("没有符合条件的任务")
