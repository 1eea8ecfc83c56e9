"""Reads a backup from end to end without touching the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backup import services
from backup.archive import Damaged
from backup.telling import told


class Command(BaseCommand):
    help = "核对备份文件是否完整，不动数据库"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="备份文件")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            found = services.verify(path=file)
        except Damaged as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"备份完好：{told(found)}")
