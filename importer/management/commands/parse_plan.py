"""Read a document and print the plan that it holds.  Writes nothing, needs no database."""

from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from common.uploads.errors import Refused
from importer.interpret.assume import assume_year
from importer.interpret.printout import render
from importer.reading import plan_in_child


class Command(BaseCommand):
    help = "读取一份分工方案，打印识别出的计划；不写入任何数据"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--json", action="store_true", help="按约定的 JSON 格式输出")
        parser.add_argument("--issued-on", type=dt.date.fromisoformat, metavar="YYYY-MM-DD", help="印发日期")

    def handle(self, *, file: Path, issued_on: dt.date | None, **options: Any) -> None:
        try:
            data = file.read_bytes()
        except OSError:
            self._refuse(f"打不开文件“{file.name}”，请检查路径和权限。")
        try:
            plan = plan_in_child(data, file.name, issued_on=issued_on)
        except Refused as refused:
            self._refuse(str(refused))
        plan = assume_year(plan, dt.date.today().year)
        if options["json"]:
            self.stdout.write(json.dumps(plan.as_json(), ensure_ascii=False))
        else:
            self.stdout.write(render(plan))

    def _refuse(self, sentence: str) -> None:
        """One sentence on standard error, and the exit code that means: refused."""
        self.stderr.write(sentence)
        sys.exit(2)
