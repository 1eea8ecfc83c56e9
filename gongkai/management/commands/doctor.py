"""manage.py doctor"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.doctor import examine


class Command(BaseCommand):
    help = "检查数据库、后台服务、时钟、邮件、磁盘、外发、备份和放假安排等；有一项不正常则以 1 退出。"
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        for each in findings:
            self.stdout.write(f"{'不正常' if each.remedy else '正常　'}  {each.name}：{each.words}")
            if each.remedy:
                self.stdout.write(f"        → {each.remedy}")
        if wrong := sum(bool(each.remedy) for each in findings):
            raise CommandError(f"{wrong} 项不正常。")
