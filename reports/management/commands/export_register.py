"""``manage.py export_register PLAN_ID FILE.xlsx``: the register of a plan as a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reports.exports.csv_file import write_csv
from reports.exports.xlsx import write_xlsx
from reports.register import register
from tasks.models import Plan

WRITERS = {".xlsx": write_xlsx, ".csv": write_csv}


class Command(BaseCommand):
    help = "导出一个计划的台账（.xlsx 或 .csv）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", type=int, help="计划编号")
        parser.add_argument("file", type=Path, help="要写的文件，.xlsx 或 .csv")

    def handle(self, *args: Any, plan: int, file: Path, **options: Any) -> None:
        writer = WRITERS.get(file.suffix.lower())
        if writer is None:
            raise CommandError("文件名应以 .xlsx 或 .csv 结尾。")
        found = Plan.objects.filter(pk=plan).first()
        if found is None:
            raise CommandError(f"没有编号为 {plan} 的计划。")
        table = register(found, None, timezone.localdate())
        try:
            file.write_bytes(writer(table))
        except OSError as error:
            raise CommandError(f"不能写入 {file}：{error.strerror}。") from error
        self.stdout.write(f"已导出 {len(table.rows)} 项任务到 {file}。")
