"""Rules in the browser: what they would do before they are saved, and first reminders of single items."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reminders.models import Reminder, ReminderRule
from tasks.presets import yearly
from tasks.services import standing
from tasks.services.standing import NewItem
from tests.factories import organisation, person
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.conftest import DUE, Bureau, moment
from units.models import AuditEvent

D = dt.date
DAY = D(2027, 1, 19)
FIELDS: dict[str, object] = {
    "first_days": 20,
    "workdays_before": "5，2, 0",
    "long_term_days": 10,
    "overdue_every": 2,
    "head_from": 3,
    "office_from": 7,
    "send_at": "09:00",
    "send_until": "17:00",
}


@pytest.fixture(autouse=True)
def on_the_day() -> object:
    with time_machine.travel(moment(DAY), tick=False):
        yield


def edit(client: Client, bureau: Bureau, **fields: object) -> tuple[int, str]:
    client.force_login(bureau.clerk)
    answer = client.post(reverse("rule-edit", args=[bureau.unit.pk]), FIELDS | fields)
    return answer.status_code, answer.content.decode()


def test_a_look_shows_the_effect_and_saves_nothing(bureau: Bureau, client: Client) -> None:
    status, shown = edit(client, bureau, look="1", day="2027-01-28")
    assert status == 200
    assert not ReminderRule.objects.exists()
    assert "期限前 20 天首次提醒经办人，到期前 5、2 个工作日和到期当天各再提醒一次。" in shown
    assert "到期前 5 个工作日" in shown
    assert "2027年1月28日（星期四）谁会收到什么" in shown
    assert "这一天没有要发出的提醒" in shown
    _, shown = edit(client, bureau, look="1", day="2027-01-27")  # two working days before Friday the 29th
    assert shown.count("公布年度绿化养护情况") == 1
    assert "1 人" in shown


def test_the_forecast_is_what_goes_out(bureau: Bureau, client: Client) -> None:
    _, shown = edit(client, bureau, look="1", day="2027-01-27", head_before_due="on")
    assert "2 人" in shown
    assert edit(client, bureau, save="1", head_before_due="on")[0] == 302
    assert bureau.run(D(2027, 1, 27), "09:00") == ["handler", "head"]


def test_saving_is_audited_with_before_and_after(bureau: Bureau, client: Client) -> None:
    edit(client, bureau, save="1")
    rule = ReminderRule.objects.get()
    assert (rule.workdays_before, rule.send_at) == ([5, 2, 0], dt.time(9))
    detail = AuditEvent.objects.get(act="维护提醒规则").detail
    assert detail["到期前工作日"] == [[7, 3, 1, 0], [5, 2, 0]]
    edit(client, bureau, save="1")
    assert AuditEvent.objects.filter(act="维护提醒规则").count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"workdays_before": "七天"}, "请写成用顿号隔开的数"),
        ({"workdays_before": "99"}, "0 至 60 的整数"),
        ({"send_at": "18:00"}, "发出时间应早于停止时间"),
        ({"overdue_every": 0}, "1 至 60 个工作日"),
        ({"day": "2030-01-01"}, "之间的一天"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    bureau: Bureau, client: Client, fields: dict[str, object], sentence: str
) -> None:
    status, shown = edit(client, bureau, save="1", **fields)
    assert (status, sentence in shown) == (422, True)
    assert not ReminderRule.objects.exists()


def test_only_the_own_office_keeps_the_rule(bureau: Bureau, client: Client) -> None:
    for who, status in ((bureau.head, 403), (bureau.leader, 403), (person("office", organisation()), 404)):
        client.force_login(who)
        assert client.get(reverse("rule-edit", args=[bureau.unit.pk])).status_code == status


def test_any_day_can_be_looked_at(bureau: Bureau, client: Client) -> None:
    client.force_login(bureau.clerk)
    shown = client.get(reverse("reminder-list") + "?view=next&day=2027-02-08").content.decode()
    # Seven days late: the office and the leader hear it too.
    assert "2027年2月8日（星期一）谁会收到什么<small>4 人" in shown
    assert "请选" in client.get(reverse("reminder-list") + "?view=next&day=2029-02-08").content.decode()


def test_a_standing_item_has_its_own_first_reminder(bureau: Bureau, client: Client) -> None:
    (item,) = standing.switch_on(
        organisation=bureau.unit,
        actor=bureau.clerk,
        now=moment(D(2026, 4, 1)),
        items=[NewItem(new_task("编制年度报告", bureau.section, deadline=yearly(3, 31, D(2026, 4, 1))))],
    )
    set_days = partial(standing.set_first_days, item=item, actor=bureau.clerk, now=moment(DAY))
    set_days(days=70)
    bureau.run(DAY)
    of_it = Reminder.objects.filter(obligation__task=item.task)
    # 70 days before 31 March, and this morning has begun.
    assert set(of_it.values_list("step", "visible_from__date")) == {("FIRST", D(2027, 1, 20))}
    set_days(days=None)
    bureau.run(DAY, "09:10")
    assert set(of_it.values_list("state", flat=True)) == {"cancelled"}
    client.force_login(bureau.clerk)
    assert reverse("standing-list") in client.get(reverse("reminder-list") + "?view=rules").content.decode()


def test_queries_do_not_grow_with_the_items(bureau: Bureau, client: Client) -> None:
    tasks = [new_task(f"公布第{n}批养护名录", bureau.section, deadline=due(DUE)) for n in range(20)]
    issued_plan(bureau.unit, tasks)
    client.force_login(bureau.clerk)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("rule-edit", args=[bureau.unit.pk]))
    assert len(queries) <= 18
