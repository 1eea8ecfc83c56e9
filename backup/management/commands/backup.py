"""One file with the database and the uploaded files, taken while others work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backup import services
from backup.telling import told
from common.decisions import Refusal


class Command(BaseCommand):
    help = "把数据库和上传的文件备份成一个文件"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="备份文件（默认：BACKUP_ROOT 下按时间命名）")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        now = timezone.now()
        path = file or services.default_path(now)
        if path.exists():
            raise CommandError(f"{path} 已经存在，请换一个文件名。")
        try:
            made = services.make(path=path, now=now)
        except Refusal as refusal:
            raise CommandError(refusal.reason) from refusal
        self.stdout.write(f"已备份到 {path}：{told(made)}")
