"""``manage.py export_report PLAN_ID FILE.docx``: 落实情况报告, or with ``--kind division`` 分工方案."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.decisions import Refusal
from reports.exports.pdf import to_pdf
from reports.papers.kinds import KIND_LABELS, Kind
from reports.papers.making import docx_of
from tasks.models import Plan
from tasks.status import Board


class Command(BaseCommand):
    help = "导出一个计划的落实情况报告或分工方案（.docx 或 .pdf）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("plan", type=int, help="计划编号")
        parser.add_argument("file", type=Path, help="要写的文件，.docx 或 .pdf")
        words = "、".join(f"{kind}（{label}）" for kind, label in KIND_LABELS.items())
        parser.add_argument("--kind", choices=list(Kind), default=Kind.REPORT, help=words)

    def handle(self, *args: Any, plan: int, file: Path, kind: str, **options: Any) -> None:
        suffix = file.suffix.lower()
        if suffix not in {".docx", ".pdf"}:
            raise CommandError("文件名应以 .docx 或 .pdf 结尾。")
        found = Plan.objects.select_related("organisation").filter(pk=plan).first()
        if found is None:
            raise CommandError(f"没有编号为 {plan} 的计划。")
        try:
            content = docx_of(Kind(kind), found, None, Board.now())
            file.write_bytes(to_pdf(content, "docx") if suffix == ".pdf" else content)
        except Refusal as refusal:
            raise CommandError(refusal.reason) from refusal
        except OSError as error:
            raise CommandError(f"不能写入 {file}：{error.strerror}。") from error
        self.stdout.write(f"已导出{KIND_LABELS[Kind(kind)]}到 {file}。")
