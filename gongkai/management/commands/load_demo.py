"""Loads the demo: a made-up bureau, its people, this year's and last year's plan, reports, reminders."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gongkai.demo import logins
from gongkai.demo.load import load
from tasks.models import Plan
from units.models import User


class Command(BaseCommand):
    help = "载入演示数据（虚构的机关、人员、计划和填报），仅限空数据库"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="已有计划或人员时什么也不做")
        parser.add_argument("--show-logins", action="store_true", help="只显示演示账号")

    def handle(self, *args: Any, if_empty: bool, show_logins: bool, **options: Any) -> None:
        if show_logins:
            self._show()
        elif Plan.objects.exists() or User.objects.exists():
            if not if_empty:
                raise CommandError("数据库里已有计划或人员，不再载入演示数据。请换一个空数据库再试。")
        else:
            self.stdout.write("正在载入演示数据，约需十几秒……")
            self.stdout.flush()
            load(timezone.now())
            # script/server asks for the log-ins when the address answers.
            if not if_empty:
                self._show()

    def _show(self) -> None:
        """Nothing where this database does not hold the demo: its accounts would not work."""
        accounts = [account for account, _, _ in logins.logins()]
        if User.objects.filter(username__in=accounts).count() == len(accounts):
            self.stdout.write(f"{logins.table()}\n{logins.WARNING}")
