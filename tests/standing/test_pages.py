"""常设事项 in the browser: on, changed, off, beside a plan; the year on the wall."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks.models import Carrying, Obligation, Plan, StandingItem
from tasks.presets import presets
from tasks.services import upkeep
from tests.factories import UnitFactory
from tests.factories_tasks import at, due, issued_plan, new_task
from tests.tasks.conftest import Bureau
from units.services import name_group

D = dt.date
TODAY = D(2026, 3, 2)


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


def text(client: Client, name: str, *args: object, **query: object) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def switch_on(client: Client, bureau: Bureau, *codes: str, holder: str = "") -> None:
    key = holder or f"u{bureau.green.pk}"
    data = {f"on-{code}": "on" for code in codes} | {f"holder-{code}": key for code in codes}
    assert client.post(reverse("standing-on", args=[bureau.unit.pk]), data).status_code == 302


def item(code: str) -> StandingItem:
    return StandingItem.objects.get(code=code)


def test_the_first_visit_offers_what_every_office_has(bureau: Bureau, office: Client) -> None:
    legal = UnitFactory(parent=bureau.unit, name="政策法规科")
    everyone = name_group(organisation=bureau.unit, name="各科室", members=[bureau.green, bureau.roads])
    assert reverse("standing-list") in text(office, "home")
    shown = text(office, "standing-list")
    assert shown.count("checked") == sum(preset.default for preset in presets().values())
    assert all(preset.source in shown for preset in presets().values() if "《" not in preset.source)
    assert re.search(rf'name="holder-FZZF-BG".*?value="u{legal.pk}" selected', shown, re.S)
    assert re.search(rf'name="holder-JDBG".*?value="g{everyone.pk}" selected', shown, re.S)


def test_what_is_ticked_is_on_and_asked_for(bureau: Bureau, office: Client) -> None:
    switch_on(office, bureau, "XXGK-NB-BM", "WZZC")
    assert set(StandingItem.objects.values_list("code", flat=True)) == {"XXGK-NB-BM", "WZZC"}
    assert item("XXGK-NB-BM").first_days == 45
    assert {o.due_on for o in Obligation.objects.all()} == {D(2027, 1, 31)}
    upkeep.keep(today=D(2026, 4, 1), now=at(D(2026, 4, 1)))
    assert Obligation.objects.filter(due_on=D(2026, 6, 30), unit=bureau.green).exists()
    shown = text(office, "standing-list")
    assert "已启用 2 项" in shown
    assert "条例》（国令第711号）第四十九条第一款" in shown
    assert reverse("standing-list") not in text(office, "home")


def test_without_a_unit_nothing_is_switched_on(bureau: Bureau, office: Client) -> None:
    answer = office.post(reverse("standing-on", args=[bureau.unit.pk]), {"on-PX": "on"})
    assert answer.status_code == 409
    assert "还没有责任单位" in answer.content.decode()
    assert not Plan.objects.exists()


def form_of(client: Client, pk: int) -> dict[str, object]:
    """The fields of an item's page as a browser would send them."""
    answer = client.get(reverse("standing-item", args=[pk]))
    found = {name: value for name, value in answer.context["form"].initial.items() if value is not None}
    return found | {f"seen-{name}": words for name, words in answer.context["seen"].items()}


def test_day_units_and_first_reminder_are_changed(bureau: Bureau, office: Client) -> None:
    switch_on(office, bureau, "XXGK-NB-BM")
    pk = item("XXGK-NB-BM").pk
    fields = form_of(office, pk) | {
        "day": "2027-01-15",
        "holders": [f"u{bureau.green.pk}", f"u{bureau.roads.pk}"],
        "first_days": "60",
    }
    assert office.post(reverse("standing-item", args=[pk]), fields).status_code == 302
    assert item("XXGK-NB-BM").first_days == 60
    found = Obligation.objects.order_by("unit__name")
    assert [(o.unit, o.due_on) for o in found] == [
        (bureau.roads, D(2027, 1, 15)),
        (bureau.green, D(2027, 1, 15)),
    ]
    shown = text(office, "task-detail", item("XXGK-NB-BM").task_id)
    assert "首次提醒：“到期前45天”→“到期前60天”" in shown


def test_a_page_that_is_saved_unchanged_changes_nothing(bureau: Bureau, office: Client) -> None:
    switch_on(office, bureau, "XXGK-NB-BM", "WZZC", "YS", "TZ", "JCML")
    for each in StandingItem.objects.select_related("task"):
        events = each.task.events.count()
        assert (
            office.post(reverse("standing-item", args=[each.pk]), form_of(office, each.pk)).status_code == 302
        )
        assert each.task.events.count() == events, each


def test_somebody_else_was_first(bureau: Bureau, office: Client) -> None:
    switch_on(office, bureau, "PX")
    fields = form_of(office, item("PX").pk) | {"text": "开展培训两次", "seen-text": "别的文字"}
    task = item("PX").task
    task.text = "他人刚改的文字"
    task.save()
    assert office.post(reverse("standing-item", args=[item("PX").pk]), fields).status_code == 409


def test_off_and_back(bureau: Bureau, office: Client) -> None:
    switch_on(office, bureau, "PX")
    office.post(reverse("standing-off", args=[item("PX").pk]))
    assert not Obligation.objects.exists()
    assert "曾经启用，已停用" in text(office, "standing-list")
    office.post(reverse("standing-on", args=[bureau.unit.pk]), {"on-PX": "on"})
    assert Obligation.objects.get().unit == bureau.green


def test_an_item_of_ones_own(bureau: Bureau, office: Client) -> None:
    fields = {
        "text": "报送政务公开信息员名单",
        "holders": [f"u{bureau.roads.pk}"],
        "rhythm": "yearly",
        "day": "2026-05-20",
        "first_days": "15",
        "remark": "依据：市政府办公室通知",
    }
    assert office.post(reverse("standing-add", args=[bureau.unit.pk]), fields).status_code == 302
    (obligation,) = Obligation.objects.all()
    assert (obligation.due_on, obligation.unit) == (D(2026, 5, 20), bureau.roads)
    assert "报送政务公开信息员名单" in text(office, "standing-list")
    pk = StandingItem.objects.get().pk
    office.post(reverse("standing-off", args=[pk]))
    assert "已停用的本地事项" in text(office, "standing-list")
    office.post(reverse("standing-back", args=[pk]))
    assert Obligation.objects.count() == 1


def test_days_need_a_number_and_items_a_unit(bureau: Bureau, office: Client) -> None:
    answer = office.post(
        reverse("standing-add", args=[bureau.unit.pk]), {"text": "公开预算", "rhythm": "event"}
    )
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "请填写天数" in shown
    assert "请选责任单位" in shown


def test_an_event_opens_a_round(bureau: Bureau, office: Client) -> None:
    switch_on(office, bureau, "YS")
    pk = item("YS").pk
    assert "批复（发生）日期" in text(office, "standing-item", pk)
    office.post(reverse("standing-event", args=[pk]), {"event_on": "2026-02-20"})
    assert Obligation.objects.get().due_on == D(2026, 3, 12)
    assert office.post(reverse("standing-event", args=[pk]), {"event_on": ""}).status_code == 422


@pytest.fixture
def plan(bureau: Bureau, office: Client) -> Plan:
    switch_on(office, bureau, "XXGK-NB-BM", "PX")
    tasks = [
        new_task("编制并公布上年度政府信息公开年报。", bureau.roads, deadline=due(D(2027, 1, 31))),
        new_task("修剪行道树。", bureau.roads, deadline=due(D(2026, 9, 30))),
    ]
    return issued_plan(bureau.unit, tasks, actor=bureau.clerk, day=D(2026, 3, 1))


def decide(client: Client, plan: Plan, answer: str) -> None:
    data = {
        "task": plan.tasks.get(position=0).pk,
        "standing": item("XXGK-NB-BM").task_id,
        "answer": answer,
    }
    assert client.post(reverse("standing-decide", args=[plan.pk]), data).status_code == 302


def test_a_plan_proposes_its_equal_task_and_carries_it(bureau: Bureau, office: Client, plan: Plan) -> None:
    assert "有 1 项任务与本机关的常设事项相近" in text(office, "standing-hint", plan.pk)
    assert "文字相近，都写到“信息公开”“年度报告”，期限同为1月31日" in text(
        office, "standing-matches", plan.pk
    )
    decide(office, plan, "same")
    assert "有 " not in text(office, "standing-hint", plan.pk)
    assert "承接 2027年1月31日前" in text(office, "standing-matches", plan.pk)
    sentence = "由《2026年政务公开工作要点分工方案》第1项承接"
    assert sentence in text(office, "task-detail", item("XXGK-NB-BM").task_id)
    assert "由《" in text(office, "standing-list")
    assert not Obligation.objects.filter(task=item("XXGK-NB-BM").task).exists()
    decide(office, plan, "forget")
    assert Obligation.objects.filter(task=item("XXGK-NB-BM").task).exists()


def test_a_no_is_remembered_and_can_be_taken_back(bureau: Bureau, office: Client, plan: Plan) -> None:
    decide(office, plan, "other")
    assert "没有待确认的" in text(office, "standing-matches", plan.pk)
    assert "不是同一件事 1 项" in text(office, "standing-matches", plan.pk)
    decide(office, plan, "forget")
    assert not Carrying.objects.exists()
    assert "待确认 1 项" in text(office, "standing-matches", plan.pk)


def test_queries_do_not_grow(bureau: Bureau, office: Client, plan: Plan) -> None:
    counts = {}
    for size in (2, 25):
        if size == 25:
            switch_on(office, bureau, *(set(presets()) - {"XXGK-NB-BM", "PX"}))
            more = [
                new_task(f"编制第{n}期政府信息公开年报。", bureau.roads, deadline=due(D(2026, 12, 30)))
                for n in range(20)
            ]
            issued_plan(bureau.unit, more, actor=bureau.clerk, day=TODAY)
        for name, args in (
            ("standing-list", ()),
            ("standing-matches", (plan.pk,)),
            ("standing-hint", (plan.pk,)),
            ("wall-calendar", ()),
        ):
            with CaptureQueriesContext(connection) as queries:
                text(office, name, *args)
            counts.setdefault(name, []).append(len(queries))
    assert counts["standing-list"][1] <= counts["standing-list"][0] + 1, counts
    assert counts["standing-matches"][1] <= counts["standing-matches"][0] + 2, counts
    # Items that count from the issue of plans ask for the plans once each; there is one such preset.
    assert counts["wall-calendar"][1] <= counts["wall-calendar"][0] + 1, counts
    assert max(max(each) for each in counts.values()) <= 30, counts


# 年历


def lines(shown: str, month: int) -> str:
    """The section of a month."""
    return shown.split(f'id="month-{month}"')[1].split("</section>")[0]


def test_the_year_holds_what_is_open_and_what_will_open(bureau: Bureau, office: Client, plan: Plan) -> None:
    switch_on(office, bureau, "WZZC")
    shown = text(office, "wall-calendar", year=2026)
    assert "修剪行道树" in lines(shown, 9)
    assert "等 2 项" in lines(shown, 9)
    assert "未开启" in lines(shown, 12)
    assert "没有到期的事项" in lines(shown, 8)
    assert 'class="rest' in lines(shown, 10)
    later = text(office, "wall-calendar", year=2027)
    assert "编制政府信息公开工作年度报告" in lines(later, 1)
    assert "编制并公布上年度政府信息公开年报" in lines(later, 1)


def test_what_a_plan_carries_stands_once(bureau: Bureau, office: Client, plan: Plan) -> None:
    decide(office, plan, "same")
    shown = lines(text(office, "wall-calendar", year=2027), 1)
    assert "编制政府信息公开工作年度报告" not in shown
    assert "编制并公布上年度政府信息公开年报" in shown


def test_by_unit(bureau: Bureau, office: Client, plan: Plan) -> None:
    shown = text(office, "wall-calendar", year=2026, unit=bureau.green.pk)
    assert "修剪行道树" not in shown
    assert "培训" in lines(shown, 12)


def test_of_a_crowded_month_the_lines_end_with_links(bureau: Bureau, office: Client) -> None:
    tasks = [new_task(f"第{n}件", bureau.green, deadline=due(D(2026, 6, n))) for n in range(1, 15)]
    issued_plan(bureau.unit, tasks, actor=bureau.clerk, day=TODAY)
    shown = lines(text(office, "wall-calendar", year=2026), 6)
    assert "另有 6 天 6 项" in shown
    assert "due_from=2026-06-14&amp;due_to=2026-06-14" in shown


def test_everybody_sees_the_year_of_what_they_see(bureau: Bureau, office: Client, plan: Plan) -> None:
    for who in (bureau.head, bureau.leader, bureau.handler):
        client = Client()
        client.force_login(who)
        assert "培训" in text(client, "wall-calendar", year=2026)
    client.force_login(bureau.stranger)
    assert "这一年没有到期的事项" in text(client, "wall-calendar", year=2026, office=bureau.unit.pk)
