"""What a monitor and the office are told: the schedule, what is late, and the daily message to itself."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from reminders import canary, delivery, health, planner
from reminders.channels.canary import CanaryChannel
from reminders.models import Delivery, Hold, Reminder
from tests.reminders.conftest import Bureau, moment
from tests.reminders.smtp_sink import Sink

DAY = dt.date(2027, 1, 20)
NEXT = DAY + dt.timedelta(1)


def all_beat(day: dt.date, clock: str) -> None:
    for name in health.PATIENCE:
        health.beat(name, moment(day, clock))


@pytest.mark.django_db
def test_the_canary_goes_once_a_day_by_the_road_of_all_others() -> None:
    canary.lay(moment(DAY, "07:00"))
    canary.lay(moment(DAY, "07:05"))
    assert delivery.deliver(now=moment(DAY, "08:29")) == {}
    assert delivery.deliver(now=moment(DAY, "08:30")) == {"accepted": 1}
    assert Delivery.objects.get().tries.get().outcome == "accepted"
    assert canary.absent(moment(DAY, "09:05")) is None


@pytest.mark.django_db
def test_its_absence_is_told_from_five_past_nine() -> None:
    assert canary.absent(moment(DAY)) is None  # before the first one nothing is expected
    canary.lay(moment(DAY, "07:00"))
    all_beat(DAY, "09:05")
    assert health.trouble(moment(DAY, "09:04")) is None
    assert "01-20 的每日自检消息（系统内）没有送达" in str(health.trouble(moment(DAY, "09:05")))
    delivery.deliver(now=moment(DAY, "09:06"))
    assert canary.absent(moment(DAY, "09:07")) is None
    assert canary.absent(moment(NEXT, "09:04")) is None
    assert "01-21" in str(canary.absent(moment(NEXT, "09:05")))


@pytest.mark.django_db
def test_an_end_that_breaks_is_told() -> None:
    canary.lay(moment(DAY, "07:00"))
    with mock.patch.object(CanaryChannel, "send", side_effect=RuntimeError("broken")):
        delivery.deliver(now=moment(DAY, "08:30"))
    assert canary.absent(moment(DAY, "09:05"))


def test_a_mail_box_of_its_own_is_another_end(db: None, sink: Sink, settings: Settings) -> None:
    settings.CANARY_EMAIL = "canary@example.org"
    canary.lay(moment(DAY, "07:00"))
    delivery.deliver(now=moment(DAY, "08:31"))
    assert [each["To"] for each in sink.accepted] == ["canary@example.org"]
    assert canary.absent(moment(DAY, "09:05")) is None
    sink.stop()
    canary.lay(moment(NEXT, "07:00"))
    delivery.deliver(now=moment(NEXT, "08:31"))
    assert "（邮件）没有送达" in str(canary.absent(moment(NEXT, "09:05")))


def test_what_is_late_is_told_after_ten_minutes(bureau: Bureau) -> None:
    planner.plan(today=DAY, now=moment(DAY, "07:00"))
    assert health.late(moment(DAY, "08:39")) == 0
    assert health.late(moment(DAY, "08:41")) == 2
    hold = Hold.objects.create(reason="试恢复")
    assert health.late(moment(DAY, "08:41")) == 0  # it is meant
    hold.delete()
    Reminder.objects.update(state="cancelled")
    assert health.late(moment(DAY, "08:41")) == 0


@pytest.mark.django_db
def test_a_monitor_reads_numbers_only(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = reverse("health-reminders")
    assert address == "/health/reminders"
    assert client.get(address).status_code == 503  # nothing has ever run
    monkeypatch.setattr("gongkai.health.database_now", lambda: moment(DAY, "09:02"))
    all_beat(DAY, "09:00")
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "seconds_since": {"beat": 120, "send": 120, "plan": 120},
        "late": 0,
        "failed_24h": 0,
        "canary": "ok",
    }
    monkeypatch.setattr("gongkai.health.database_now", lambda: moment(DAY, "09:03"))
    assert client.get(address).status_code == 503


def test_the_banner_comes_two_minutes_after_the_last_heartbeat(
    bureau: Bureau, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(bureau.clerk)
    all_beat(DAY, "09:00")

    def shown(seconds: int) -> str:
        now = moment(DAY, "09:00") + dt.timedelta(seconds=seconds)
        monkeypatch.setattr("reminders.views.pages.database_now", lambda: now)
        return client.get(reverse("reminder-banner")).content.decode().strip()

    assert shown(119) == ""
    assert "后台定时任务已停止2分钟" in shown(121)
    page = client.get(reverse("reminder-list")).content.decode()
    assert 'hx-trigger="load, every 30s"' in page  # and an open page asks again by itself
