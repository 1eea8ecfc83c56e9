"""manage.py check_reminders"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reminders import pushing
from reminders.clock import database_now
from reminders.reconcile import reckon


class Command(BaseCommand):
    help = "按规则重新推算应有的提醒，与已排的逐条核对，不一致的补正；补正后仍不一致则以 1 退出。"

    def handle(self, *args: Any, **options: Any) -> None:
        now = database_now()
        found = reckon(now)
        pushing.gather(now, pushing.NIGHTLY)
        for sentence in found.sample:
            self.stdout.write(sentence)
        self.stdout.write(
            f"核对 {found.compared} 条，不一致 {found.found} 条，补正后仍不一致 {found.left} 条"
        )
        if found.left:
            raise CommandError("提醒与规则不一致，请查看后台日志。")
