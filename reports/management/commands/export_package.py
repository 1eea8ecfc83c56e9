"""``manage.py export_package PLAN_ID FILE.zip [--part 2026Q3]``: a part of the year as one package."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.exporting import Wanted, write_package
from reports.windows import window_of
from tasks.models import Plan


class Command(BaseCommand):
    help = "导出一个计划一个时段的全套材料（.zip）：台账、落实情况报告、佐证清单和佐证文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", type=int, help="计划编号")
        parser.add_argument("file", type=Path, help="要写的文件，.zip")
        parser.add_argument("--part", default="", help="时段：2026Q3 三季度，2026H1 上半年；不写为全部")

    def handle(self, *args: Any, plan: int, file: Path, part: str, **options: Any) -> None:
        if file.suffix.lower() != ".zip":
            raise CommandError("文件名应以 .zip 结尾。")
        window = window_of(part)
        if part and window is None:
            raise CommandError(f"时段 {part} 无法识别，例如 2026Q3、2026H1。")
        found = Plan.objects.select_related("organisation").filter(pk=plan).first()
        if found is None:
            raise CommandError(f"没有编号为 {plan} 的计划。")
        try:
            with file.open("wb") as out:
                write_package(Wanted(found, None, window), out, lambda done, steps: None)
        except OSError as error:
            raise CommandError(f"不能写入 {file}：{error.strerror}。") from error
        self.stdout.write(f"已导出全套材料到 {file}。")
