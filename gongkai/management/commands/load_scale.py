"""Made-up data in quantity, for measuring."""

from __future__ import annotations

import secrets
import time
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from gongkai.scale import directory, ledger
from gongkai.scale.multiply import multiply
from tasks.models import Plan
from units.models import User

# More are laid over from these by the database: written one by one a million tasks take half an hour.
MADE_ONE_BY_ONE = 10_000


class Command(BaseCommand):
    help = "载入测速用的虚构数据，仅限空数据库"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tasks", type=int, required=True, help="任务数")
        parser.add_argument(
            "--units", type=int, required=True, help="科室数（每个机关至多二十个，至多两千个）"
        )
        parser.add_argument("--users", type=int, required=True, help="人员数（每个科室至少一人）")
        parser.add_argument("--seed", type=int, default=1, help="同一个数生成同样的数据")
        parser.add_argument("--password", help="全部账号的密码（默认：随机，显示一次）")

    def handle(
        self, *args: Any, tasks: int, units: int, users: int, seed: int, password: str | None, **options: Any
    ) -> None:
        if Plan.objects.exists() or User.objects.exists():
            raise CommandError("数据库里已有计划或人员，不载入测速数据。请换一个空数据库再试。")
        if min(tasks, units, users) < 1 or units > 2000:
            raise CommandError("任务、科室、人员至少各一个，科室至多两千个。")
        begin, draw = time.monotonic(), Random(seed)
        password = password or secrets.token_urlsafe(12)
        bureaus = directory.build(units=units, users=users, password=password, draw=draw)
        times = -(-tasks // MADE_ONE_BY_ONE)
        once = -(-tasks // times)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 0")
        for written in ledger.fill(bureaus=bureaus, tasks=once, today=timezone.localdate(), draw=draw):
            self._tell(written, once * times)
        for written in multiply(times):
            self._tell(written * once, once * times)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # A planner that knows nothing of a million new rows reads them one by one.
                cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")
        self.stdout.write(
            f"\n已载入，用时 {time.monotonic() - begin:.0f} 秒。密码 {password}，账号例如 office1、leader1。"
        )

    def _tell(self, written: int, wanted: int) -> None:
        self.stdout.write(f"\r{written} / {wanted} 项任务", ending="")
        self.stdout.flush()
