"""Walk the chain over the audit log; exit 1 with the first row that does not fit."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from units import chain


class Command(BaseCommand):
    help = "核对审计记录的哈希链；不符时退出码为 1，并指出第一条"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seen", default="", metavar="链尾", help="以前记下的链尾，必须仍在链上")

    def handle(self, *args: Any, seen: str, **options: Any) -> None:
        chain.seal_all()
        verdict = chain.verify(seen)
        if verdict.broken:
            raise CommandError(f"审计记录不完整（之前 {verdict.rows} 条相符）。{verdict.broken}")
        self.stdout.write(f"审计记录完整，共 {verdict.rows} 条。链尾 {verdict.head}")
