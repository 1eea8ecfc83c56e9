"""Opens due periods and obligations; what the scheduled job does, for cron and tests.  Idempotent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tasks.services import upkeep


class Command(BaseCommand):
    help = "开启到期应开的期次和承办事项（可重复运行）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=dt.date.fromisoformat, help="按这一天计算，格式 2026-01-31")

    def handle(self, *args: Any, today: dt.date | None, **options: Any) -> None:
        now = timezone.now()
        done = upkeep.keep(today=today or timezone.localdate(now), now=now)
        self.stdout.write(
            f"开启期次 {done.periods} 个，承办事项 {done.obligations} 件；"
            f"随工作日安排调整期限 {done.moved} 个，随统称成员增加承办 {done.joined} 件。"
        )
