"""What the doctor looks at: each finding says what is wrong and what to do; none changes anything."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from backup.services import newest
from common.decisions import Refusal
from gongkai.celery import app
from reminders import canary, health, holding
from reminders.clock import database_now
from reminders.models import Heartbeat, Reckoning
from tasks.calendar import current_calendar
from units.audit import DRILLED
from units.models import AuditEvent

# Free room below which files and the database are in danger.
ROOM = 0.10
# Seconds that the clocks of this host and of the database may differ.
DRIFT = 60
# One is made every night, and one restored for trial every week; inspectors ask after a month without.
BACKED_UP_WITHIN = dt.timedelta(hours=36)
DRILLED_WITHIN = dt.timedelta(days=35)
# From this month on the next year's holidays are expected to be published.
PUBLISHED_FROM = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """``remedy`` is empty where all is well."""

    name: str
    words: str
    remedy: str = ""


def examine() -> list[Finding]:
    """All checks in turn; one that breaks is itself a finding."""
    return [_safely(name, check) for name, check in CHECKS.items()]


def _safely(name: str, check: Callable[[], tuple[str, str]]) -> Finding:
    try:
        return Finding(name, *check())
    except Exception as error:  # whatever breaks a check is what the doctor is asked about
        words = " ".join(str(error).split())[:200] or type(error).__name__
        return Finding(name, words, REMEDIES[name])


def _database() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"postgresql": "PostgreSQL", "sqlite": "SQLite"}[connection.vendor] + " 可用", ""


def _migrations() -> tuple[str, str]:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return (f"缺 {len(missing)} 个", REMEDIES["迁移"]) if missing else ("齐全", "")


def _broker() -> tuple[str, str]:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=3)
    return ("Redis 可用" if settings.REDIS_URL else "使用文件夹队列"), ""


def _worker() -> tuple[str, str]:
    last = Heartbeat.objects.filter(name=health.SEND).values_list("at", flat=True).first()
    if last is None or database_now() - last > health.PATIENCE[health.SEND][0]:
        return "没有在发送提醒", REMEDIES["后台任务"]
    return f"{timezone.localtime(last):%m-%d %H:%M:%S} 发送过一轮", ""


def _heartbeat() -> tuple[str, str]:
    sentence = health.stalled(database_now())
    return (sentence, REMEDIES["定时心跳"]) if sentence else ("正常", "")


def _canary() -> tuple[str, str]:
    sentence = canary.absent(database_now())
    return (sentence, REMEDIES["每日自检"]) if sentence else ("正常", "")


def _late() -> tuple[str, str]:
    number = health.late(database_now())
    return (f"{number} 条到点未发", REMEDIES["到点发出"]) if number else ("没有积压", "")


def _clock() -> tuple[str, str]:
    drift = abs((database_now() - dt.datetime.now(dt.UTC)).total_seconds())
    zone = time.strftime("%z")
    if drift > DRIFT:
        return f"本机与数据库相差 {drift:.0f} 秒", REMEDIES["时钟"]
    return f"与数据库一致（{zone}）", ""


def _mail() -> tuple[str, str]:
    if settings.EMAIL_BACKEND == "django.core.mail.backends.console.EmailBackend":
        return "没有设置邮件服务器，只发站内提醒", ""
    mail = get_connection()
    mail.open()
    mail.close()
    return f"{settings.EMAIL_HOST} 可以连接", ""


def _disk() -> tuple[str, str]:
    folder = settings.MEDIA_ROOT
    folder.mkdir(parents=True, exist_ok=True)
    usage = shutil.disk_usage(folder)
    words = f"还剩 {usage.free / 2**30:.1f} GB（{usage.free / usage.total:.0%}）"
    return words, REMEDIES["磁盘"] if usage.free / usage.total < ROOM else ""


def _files() -> tuple[str, str]:
    """Asking for any name shows whether the store answers, be it a folder or an object store."""
    default_storage.exists("doctor")
    return "可用", ""


def _outgoing() -> tuple[str, str]:
    hold = holding.standing()
    return (f"已暂停：{hold.reason}", REMEDIES["外发"]) if hold else ("正常", "")


def _backup() -> tuple[str, str]:
    try:
        made = dt.datetime.fromtimestamp(newest().stat().st_mtime, dt.UTC)
    except Refusal:
        return "还没有备份", REMEDIES["备份"]
    words = f"最近一次 {timezone.localtime(made):%m-%d %H:%M}"
    return words, REMEDIES["备份"] if timezone.now() - made > BACKED_UP_WITHIN else ""


def _drill() -> tuple[str, str]:
    last = AuditEvent.objects.filter(act=DRILLED).order_by("-at").values_list("at", flat=True).first()
    if last is None:
        return "还没有演练过（每周日凌晨演练一次）", ""
    words = f"最近一次 {timezone.localtime(last):%Y-%m-%d}"
    return words, REMEDIES["恢复演练"] if timezone.now() - last > DRILLED_WITHIN else ""


def _holidays() -> tuple[str, str]:
    today, calendar = timezone.localdate(), current_calendar()
    if not calendar.is_published(today.year):
        return f"{today.year} 年放假安排尚未录入", REMEDIES["放假安排"]
    late = today.month >= PUBLISHED_FROM and not calendar.is_published(today.year + 1)
    words = f"{today.year} 年已录入"
    return (f"{words}，{today.year + 1} 年尚未录入", REMEDIES["放假安排"]) if late else (words, "")


def _reminders() -> tuple[str, str]:
    last = Reckoning.objects.order_by("-at").first()
    if last is None:
        return "还没有核对过（每天凌晨核对一次）", ""
    words = f"{timezone.localtime(last.at):%m-%d %H:%M} 核对 {last.compared} 条，不一致 {last.found} 条"
    return words, REMEDIES["提醒核对"] if last.left else ""


CHECKS: dict[str, Callable[[], tuple[str, str]]] = {
    "数据库": _database,
    "迁移": _migrations,
    "消息代理": _broker,
    "后台任务": _worker,
    "定时心跳": _heartbeat,
    "到点发出": _late,
    "每日自检": _canary,
    "时钟": _clock,
    "邮件": _mail,
    "磁盘": _disk,
    "文件存储": _files,
    "外发": _outgoing,
    "备份": _backup,
    "恢复演练": _drill,
    "放假安排": _holidays,
    "提醒核对": _reminders,
}
REMEDIES = {
    "数据库": "检查 DATABASE_URL 和数据库服务是否在运行。",
    "迁移": "运行 script/setup，或 .venv/bin/python manage.py migrate。",
    "消息代理": "检查 REDIS_URL 和 Redis 是否在运行；期间可由 cron 运行 plan_reminders 和 send_reminders。",
    "后台任务": "检查后台任务进程（celery worker）是否在运行，查看它的日志。",
    "定时心跳": "检查定时调度进程（celery beat）是否在运行；期间可由 cron 运行两个命令。",
    "到点发出": "检查后台任务进程是否在运行、是否忙不过来；可另由 cron 运行 send_reminders。",
    "每日自检": "检查后台任务和邮件设置，可运行 plan_reminders 和 send_reminders 各一次。",
    "时钟": "在本机和数据库主机上启用时间同步（chrony 或 ntpd）。",
    "邮件": "检查 EMAIL_URL、网络和邮件服务器；未发出的邮件会在一天内自动重试。",
    "磁盘": "清理磁盘或扩容；空间不足时不再接收上传。",
    "外发": "由系统管理员在“渠道 → 外发”里看过后恢复，或运行 manage.py outgoing --release。",
    "备份": "检查定时调度和备份目录 BACKUP_ROOT，或运行 .venv/bin/python manage.py backup。",
    "恢复演练": "运行 .venv/bin/python manage.py drill，查看后台日志里最近一次演练为什么没有成功。",
    "文件存储": "检查 S3_ENDPOINT、密钥和网络；期间不能上传和下载佐证，填写的文字不受影响。",
    "放假安排": "国务院办公厅公布后，在“提醒 → 工作日”页面录入。",
    "提醒核对": "运行 .venv/bin/python manage.py check_reminders，查看不一致的条目和后台日志。",
}
