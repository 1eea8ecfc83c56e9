"""manage.py send_reminders [--today DATE]"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reminders import delivery, health, senders
from reminders.clock import database_now
from reminders.moments import moment_of

WORDS = {
    "released": "到点提醒 {} 条",
    "gathered": "推送事件 {} 件",
    "accepted": "送达 {} 封",
    "temporary": "稍后再试 {} 封",
    "in_doubt": "未获答复 {} 封",
    "permanent": "被拒收 {} 封",
    "cancelled": "无需再发 {} 封",
    "postponed": "等到工作时间 {} 封",
    "held": "外发已暂停（manage.py outgoing）",
    "lost": "上次发送中断 {} 封",
}


class Command(BaseCommand):
    help = "发出到点的提醒，可重复运行；与后台定时任务做的事相同。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=dt.date.fromisoformat, help="当作这一天发出，例如 2027-01-29")

    def handle(self, *args: Any, today: dt.date | None, **options: Any) -> None:
        counts = delivery.deliver(now=moment_of(today) if today else None, senders=senders.usual())
        said = "，".join(words.format(counts[name]) for name, words in WORDS.items() if counts[name])
        self.stdout.write(said or "没有到点的提醒")
        health.beat(health.SEND, database_now())
