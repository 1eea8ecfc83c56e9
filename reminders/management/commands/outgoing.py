"""manage.py outgoing [--hold WHY | --release [--only-new]]"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.decisions import Refusal
from reminders import holding as held
from reminders import pushing
from reminders.clock import database_now
from reminders.services import holding
from units.audit import SYSTEM


class Command(BaseCommand):
    help = "查看、暂停或恢复外发（邮件和群消息）；恢复备份以后外发是暂停的。"

    def add_arguments(self, parser: CommandParser) -> None:
        either = parser.add_mutually_exclusive_group()
        either.add_argument("--hold", metavar="WHY", help="暂停外发，写明原因")
        either.add_argument("--release", action="store_true", help="恢复外发")
        parser.add_argument("--only-new", action="store_true", help="恢复时此前到点的只留站内，不再外发")

    def handle(self, *args: Any, hold: str | None, release: bool, only_new: bool, **options: Any) -> None:
        now = database_now()
        try:
            if hold is not None:
                holding.hold(reason=hold, by=SYSTEM, now=now)
            elif release:
                holding.release(by=SYSTEM, now=now, only_new=only_new)
        except Refusal as refusal:
            raise CommandError(refusal.reason) from refusal
        standing, waiting = held.standing(), held.waiting(now)
        self.stdout.write(held.sentence(standing) if standing else "外发正常。")
        number = sum(each.number for each in waiting)
        told = f"待外发：{len(waiting)} 人，{number} 条提醒；推送 {pushing.waiting()} 条。"
        self.stdout.write(told)
