"""The doctor: well where all is well, and for each thing that is not, what to do."""

from __future__ import annotations

import datetime as dt
import os
from collections import namedtuple
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError
from pytest_django import Settings

from common.dates import SHANGHAI
from gongkai import doctor
from reminders import health
from reminders.models import Heartbeat, Hold, Reckoning
from units.audit import DRILLED
from units.models import AuditEvent

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 20, 10, tzinfo=SHANGHAI)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def well(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """A schedule that has just run, at a time that stands still; a broker that answers."""
    settings.BACKUP_ROOT = tmp_path / "backups"
    for module in (doctor, health):
        if hasattr(module, "database_now"):
            monkeypatch.setattr(module, "database_now", lambda: NOW)
    monkeypatch.setitem(doctor.CHECKS, "消息代理", lambda: ("可用", ""))
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: Usage(100 * 2**30, 0, 50 * 2**30))
    for part in health.PATIENCE:
        health.beat(part, NOW)
    backup(settings, NOW)


def backup(settings: Settings, made: dt.datetime) -> None:
    path = Path(settings.BACKUP_ROOT) / "gongkai-20261120-023000.zip"
    path.parent.mkdir(exist_ok=True)
    path.touch()
    os.utime(path, (made.timestamp(), made.timestamp()))


def found(now: dt.datetime = NOW) -> dict[str, str]:
    with time_machine.travel(now, tick=False):
        return {each.name: each.words for each in doctor.examine() if each.remedy}


def test_all_is_well(well: None) -> None:
    assert found() == {}
    said = StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("doctor", stdout=said)
    assert said.getvalue().count("正常　") == len(doctor.CHECKS)


def test_a_fault_makes_the_command_fail_with_the_remedy(well: None) -> None:
    Heartbeat.objects.filter(name="beat").update(at=NOW - dt.timedelta(hours=3))
    said = StringIO()
    with time_machine.travel(NOW, tick=False), pytest.raises(CommandError, match="1 项不正常"):
        call_command("doctor", stdout=said)
    assert "后台定时任务已停止3小时" in said.getvalue()
    assert "celery beat" in said.getvalue()


def test_what_each_check_finds(well: None, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    Heartbeat.objects.filter(name="send").update(at=NOW - dt.timedelta(minutes=11))
    Reckoning.objects.create(at=NOW, compared=9, found=2, left=1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: Usage(100, 0, 5))
    monkeypatch.setattr(doctor.MigrationExecutor, "migration_plan", lambda *_: [("tasks", "9999")])
    assert set(found()) == {"后台任务", "定时心跳", "提醒核对", "邮件", "磁盘", "迁移"}


def test_an_old_backup_an_old_drill_and_a_hold(well: None, settings: Settings) -> None:
    Hold.objects.create(reason="已从备份 kept.zip 恢复")
    backup(settings, NOW - dt.timedelta(hours=40))
    AuditEvent.objects.create(act=DRILLED, at=NOW - dt.timedelta(days=36))
    assert set(found()) == {"外发", "备份", "恢复演练"}
    for path in Path(settings.BACKUP_ROOT).iterdir():
        path.unlink()
    assert found()["备份"] == "还没有备份"


def test_clocks_that_differ(well: None) -> None:
    assert "相差 3600 秒" in found(NOW + dt.timedelta(hours=1))["时钟"]


@pytest.mark.parametrize(
    ("day", "words"),
    [(dt.date(2026, 12, 1), "2027 年尚未录入"), (dt.date(2027, 1, 1), "2027 年放假安排尚未录入")],
)
def test_a_year_that_is_not_published(well: None, day: dt.date, words: str) -> None:
    assert words in found(dt.datetime.combine(day, dt.time(10), SHANGHAI))["放假安排"]


def test_a_check_that_breaks_is_a_finding(well: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Any:
        raise OperationalError("server closed the connection")

    monkeypatch.setitem(doctor.CHECKS, "数据库", gone)
    assert found() == {"数据库": "server closed the connection"}
