"""Takes away stored files that nothing uses, names rows whose file is missing; a job runs it nightly."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tasks.services import sweeping


class Command(BaseCommand):
    help = "清理没有记录引用的佐证文件，并列出文件缺失的记录（可重复运行）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="只统计，不删除")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        done = sweeping.sweep(now=timezone.now(), dry_run=dry_run)
        self.stdout.write(f"不再使用的内容 {done.rows} 个，没有记录的文件 {done.files} 个。")
        if done.missing:
            raise CommandError(f"{len(done.missing)} 个文件缺失，请从备份恢复：" + "、".join(done.missing))
