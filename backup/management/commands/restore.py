"""Puts a backup in the place of the database; nothing is replaced before it has been built and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backup import services
from backup.archive import Damaged
from backup.telling import told
from common.decisions import Refusal


class Command(BaseCommand):
    help = "从备份恢复：先核对、在旁边建好并比对，再替换"
    # The database may have no tables yet: the archive brings them.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件")
        parser.add_argument("--replace", action="store_true", help="覆盖现有数据（会先自动备份）")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            summary, before = services.restore(path=file, replace=replace, now=timezone.now())
        except Refusal as refusal:
            raise CommandError(refusal.reason) from refusal
        except Damaged as error:
            raise CommandError(str(error)) from error
        if before is not None:
            self.stdout.write(f"恢复前的数据已备份到 {before}")
        self.stdout.write(f"已恢复：{told(summary)}")
        self.stdout.write("外发（邮件、群消息）已暂停：由系统管理员在“渠道 → 外发”里看过再恢复。")
