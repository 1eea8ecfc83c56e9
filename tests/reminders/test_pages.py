"""The page of reminders and its fragments: what each person sees, and nothing of another bureau."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from reminders import health, planner
from reminders.models import Delivery, Reminder
from reminders.notices import unread_count
from tasks.models import Obligation
from tests.factories import UnitFactory, organisation, person
from tests.factories_tasks import due, issued_plan, new_task
from tests.reminders.conftest import DUE, Bureau, moment
from units.models import User

T7 = dt.date(2027, 1, 20)
MARKER = "只有体育局知道的事"


def at(day: dt.date, clock: str = "12:00") -> time_machine.travel:
    """Stand at a moment; log-ins belong inside, or their sessions have ended by then."""
    return time_machine.travel(moment(day, clock), tick=False)


def page(client: Client, user: User, query: str = "", clock: str = "12:00") -> str:
    with at(T7, clock):
        client.force_login(user)
        answer = client.get(reverse("reminder-list") + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def other_clerk(bureau: Bureau) -> User:
    """The office of another bureau with an item of its own."""
    unit = organisation("云溪市体育局")
    section = UnitFactory(parent=unit, name="场馆科")
    person("handler", section, username="coach", name="场馆经办")
    issued_plan(unit, [new_task(MARKER, section, deadline=due(DUE))])
    return person("office", unit)


def test_unread_notices_come_first_and_are_counted(bureau: Bureau, client: Client) -> None:
    bureau.run(T7)
    issued_plan(bureau.unit, [new_task("公布行道树名录", bureau.section, deadline=due(DUE))])
    Reminder.objects.filter(state="sent").update(seen_at=moment(T7))
    planner.plan(today=T7, now=moment(T7))
    shown = page(client, bureau.handler)
    assert shown.index("公布行道树名录") < shown.index("公布年度绿化养护情况")
    assert "1 条未读" in shown


def test_a_notice_opens_its_task_and_is_read(bureau: Bureau, client: Client) -> None:
    bureau.run(T7)
    notice = Reminder.objects.get(recipient=bureau.handler, step="T-7")
    with at(T7):
        client.force_login(bureau.handler)
        assert unread_count(bureau.handler) == 1
        answer = client.get(reverse("reminder-read", args=[notice.pk]))
        assert answer.headers["Location"] == reverse("task-detail", args=[notice.obligation.task_id])
        assert unread_count(bureau.handler) == 0


def test_an_item_is_one_line_however_often_it_was_reminded_of(bureau: Bureau, client: Client) -> None:
    for day in (dt.date(2027, 1, 18), dt.date(2027, 1, 19), dt.date(2027, 1, 20)):
        bureau.run(day)
    shown = page(client, bureau.handler)
    assert shown.count("公布年度绿化养护情况") == 1
    assert "共 2 次" in shown
    assert "1 条未读" in shown
    with at(T7):
        client.get(
            reverse("reminder-read", args=[Reminder.objects.get(recipient=bureau.handler, step="T-7").pk])
        )
    assert "没有未读提醒" in page(client, bureau.handler)


def test_all_can_be_marked_as_read(bureau: Bureau, client: Client) -> None:
    bureau.run(T7)
    with at(T7):
        client.force_login(bureau.handler)
        client.post(reverse("reminder-seen"))
        assert unread_count(bureau.handler) == 0
        assert unread_count(bureau.head) == 1


def test_nobody_opens_another_persons_notice(bureau: Bureau, client: Client) -> None:
    bureau.run(T7)
    notice = Reminder.objects.get(recipient=bureau.handler, step="T-7")
    client.force_login(bureau.head)
    assert client.get(reverse("reminder-read", args=[notice.pk])).status_code == 404
    assert client.get(reverse("reminder-read", args=[10**9])).status_code == 404


def test_what_is_done_needs_no_reading(bureau: Bureau) -> None:
    bureau.run(T7)
    Obligation.objects.update(state="submitted", submitted_on=T7)
    assert unread_count(bureau.handler, moment(T7)) == 0


def test_the_office_sees_who_gets_what_next(bureau: Bureau, other_clerk: User, client: Client) -> None:
    User.objects.filter(pk=bureau.handler.pk).update(email="")
    planner.plan(today=dt.date(2027, 1, 25), now=moment(dt.date(2027, 1, 25)))
    with at(dt.date(2027, 1, 25)):
        client.force_login(bureau.clerk)
        shown = client.get(reverse("reminder-list") + "?view=next").content.decode()
    assert "明天" in shown
    assert "2027年1月26日（星期二）" in shown
    assert shown.count("公布年度绿化养护情况") == 2
    assert "还有3个工作日" in shown
    assert shown.count("系统内、电子邮件") == 1
    assert shown.count("没有登记邮箱，也没有选用其他渠道") == 1
    assert "2027年放假安排尚未录入" in shown
    assert MARKER not in shown


def test_over_a_weekend_the_next_day_is_monday(bureau: Bureau, client: Client) -> None:
    with at(dt.date(2027, 1, 22)):
        client.force_login(bureau.clerk)
        shown = client.get(reverse("reminder-list") + "?view=next").content.decode()
    assert "2027年1月25日（星期一）" in shown
    assert "这一天没有要发出的提醒" in shown


def test_the_log_shows_failures_with_the_other_sides_words(bureau: Bureau, client: Client) -> None:
    bureau.run(T7)
    Delivery.objects.filter(recipient=bureau.handler).update(state="failed", last_error="550 no such mailbox")
    shown = page(client, bureau.clerk, "?view=log&state=troubled")
    assert "550 no such mailbox" in shown
    assert shown.count("每日提醒") == 1
    assert "有 1 封提醒没有送达" in page(client, bureau.clerk)


def test_the_log_holds_nothing_of_another_bureau(bureau: Bureau, other_clerk: User, client: Client) -> None:
    bureau.run(T7)
    assert "场馆经办" in page(client, other_clerk, "?view=log")
    assert "场馆经办" not in page(client, bureau.clerk, "?view=log")
    assert str(bureau.handler) not in page(client, other_clerk, "?view=log").replace(str(other_clerk), "")


def test_the_office_is_told_that_no_mail_server_is_set(
    bureau: Bureau, client: Client, settings: Settings
) -> None:
    assert "EMAIL_URL" not in page(client, bureau.clerk)
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    shown = page(client, bureau.clerk)
    assert "邮件服务器尚未设置，目前只发站内提醒，请联系系统管理员。" in shown
    assert "EMAIL_URL" not in shown
    assert "EMAIL_URL" in page(client, person("admin", bureau.unit))
    assert "邮件服务器" not in page(client, bureau.head)


def test_the_rules_are_told_in_words(bureau: Bureau, client: Client) -> None:
    shown = page(client, bureau.clerk, "?view=rules")
    assert "期限前 30 天首次提醒经办人和负责人，到期前 7、3、1 个工作日和到期当天各再提醒一次。" in shown
    assert "工作日 08:30 起发出，18:00 以后不再发出" in shown


@pytest.mark.parametrize("view", ["next", "log", "rules"])
@pytest.mark.parametrize("who", ["head", "handler", "leader"])
def test_only_the_office_sees_more_than_its_own(bureau: Bureau, client: Client, view: str, who: str) -> None:
    bureau.run(T7)
    shown = page(client, getattr(bureau, who), f"?view={view}")
    assert "投递记录" not in shown
    assert "提醒规则" not in shown


@pytest.mark.parametrize("view", ["", "?view=next", "?view=log", "?view=rules"])
def test_queries_do_not_grow_with_the_rows(bureau: Bureau, client: Client, view: str) -> None:
    tasks = [new_task(f"公布第{n}批养护名录", bureau.section, deadline=due(DUE)) for n in range(20)]
    issued_plan(bureau.unit, tasks)
    person("handler", bureau.unit)
    bureau.run(T7)
    with at(T7):
        client.force_login(bureau.clerk)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("reminder-list") + view)
    assert len(queries) <= 14


def test_the_count_is_empty_without_unread(bureau: Bureau, client: Client) -> None:
    client.force_login(bureau.handler)
    assert client.get(reverse("reminder-count")).content.strip() == b""
    bureau.run(T7)
    with at(T7):
        client.force_login(bureau.handler)
        assert "1<span" in client.get(reverse("reminder-count")).content.decode()


def banner(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get(reverse("reminder-banner")).content.decode().strip()


def test_the_banner_is_for_the_office_while_the_schedule_stands_still(bureau: Bureau, client: Client) -> None:
    assert "后台定时任务尚未运行" in banner(client, bureau.clerk)
    assert banner(client, bureau.head) == ""


@pytest.mark.parametrize(
    ("late", "minutes", "sentence"),
    [
        ("beat", 1.9, None),
        ("beat", 2.1, "后台定时任务已停止2分钟（最后一次 01-20 08:57）"),
        ("beat", 60 * 72, "后台定时任务已停止3天"),
        ("send", 11, "提醒发送已停止11分钟"),
        ("plan", 200, "提醒安排已停止3小时"),
    ],
)
def test_a_stand_still_is_noticed(db: None, late: str, minutes: float, sentence: str | None) -> None:
    now = moment(T7)
    assert "尚未运行" in str(health.stalled(now))
    for name in health.PATIENCE:
        health.beat(name, now)
    assert health.stalled(now) is None
    health.beat(late, now - dt.timedelta(minutes=minutes))
    said = health.stalled(now)
    assert said == sentence or (sentence is not None and str(said).startswith(sentence))
