"""manage.py plan_reminders [--today DATE]"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common.dates import local_date
from reminders import canary, health, planner
from reminders.clock import database_now
from reminders.moments import moment_of


class Command(BaseCommand):
    help = "按规则安排提醒，可重复运行；与后台定时任务做的事相同。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", type=dt.date.fromisoformat, help="按这一天安排，例如 2027-01-29")

    def handle(self, *args: Any, today: dt.date | None, **options: Any) -> None:
        now = moment_of(today) if today else database_now()
        self.stdout.write(str(planner.plan(today=local_date(now), now=now)))
        canary.lay(now)
        health.beat(health.PLAN, database_now())
