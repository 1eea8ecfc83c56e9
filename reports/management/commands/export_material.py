"""``manage.py export_material ACCOUNT FILE``: 通报 as text, or material for the yearly report as .docx."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import Http404, QueryDict

from reports.choice import read_choice
from reports.exports.docx_file import write_docx
from reports.material import annual_paper, circular_text
from reports.permissions import may_read_reports
from tasks.status import Board
from units.models import User


class Command(BaseCommand):
    help = "导出一个人看到的某年情况：.txt 是通报，.docx 是政府信息公开年度报告素材。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account", help="账号：按这个人看得到的内容生成")
        parser.add_argument("file", type=Path, help="要写的文件，.txt（通报）或 .docx（年报素材）")
        parser.add_argument("--year", type=int, help="年度，默认为今年或最近有计划的一年")

    def handle(self, *args: Any, account: str, file: Path, year: int | None, **options: Any) -> None:
        suffix = file.suffix.lower()
        if suffix not in {".txt", ".docx"}:
            raise CommandError("文件名应以 .txt 或 .docx 结尾。")
        user = User.objects.filter(username=account, is_active=True).first()
        if user is None:
            raise CommandError(f"没有账号 {account}，或已停用。")
        decision = may_read_reports(user)
        if not decision:
            raise CommandError(decision.reason)
        board = Board.now()
        try:
            choice = read_choice(user, QueryDict(f"year={year}" if year else ""), board.today)
        except Http404 as error:
            raise CommandError(str(error)) from error
        if suffix == ".txt":
            content = circular_text(choice, board).encode()
        else:
            content = write_docx(annual_paper(choice, board))
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(f"不能写入 {file}：{error.strerror}。") from error
        self.stdout.write(f"已导出 {choice.year} 年的材料到 {file}。")
