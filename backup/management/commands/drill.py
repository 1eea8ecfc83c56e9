"""Proves that a backup can be restored, without touching what is in use."""

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
    help = "恢复演练：把备份恢复到临时位置并逐表比对，记入审计"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="备份文件（默认：BACKUP_ROOT 下最新的一份）")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        try:
            drilled = services.drill(path=file, now=timezone.now())
        except Refusal as refusal:
            raise CommandError(refusal.reason) from refusal
        except Damaged as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"演练通过，{drilled.path.name} 可以恢复：{told(drilled)}")
