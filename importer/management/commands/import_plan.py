"""``import_plan``: a document straight into the ledger, through the services that the screens use."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from common.decisions import Refusal
from common.uploads.errors import Refused
from importer import commit, reception, recognition, services
from importer.commit import OpenQuestions
from importer.draft import PlanDraft, Severity
from importer.grid import Document
from importer.holders import EVERYBODY, NEW, unit_token
from importer.models import ImportBatch
from importer.reading import recognise_in_child
from importer.review import Review, review_of
from tasks.services.plans import issue
from units.audit import SYSTEM
from units.models import Unit
from units.services import create_unit

REFUSED = 2
HINT = "可用 --issued-on、--year 给出日期和年度，用 --create-units 新建单位和统称，或在网页上导入校对。"


class Command(BaseCommand):
    help = "读取分工方案并入库；有问题没有确认时什么都不写，退出码 1；文件不能读取时退出码 2。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="文件")
        parser.add_argument("--organisation", required=True, help="所属机关的名称")
        parser.add_argument("--year", type=int, help="方案年度，文件里没有写或写得不对时用")
        parser.add_argument("--issued-on", type=_day, help="印发日期，YYYY-MM-DD")
        parser.add_argument("--create-units", action="store_true", help="新建不认识的单位；统称包括全部单位")
        parser.add_argument("--publish", action="store_true", help="入库后即下发")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"文件打不开：{error.strerror}。", returncode=REFUSED) from error
        try:
            document, plan = recognise_in_child(data, path.name, issued_on=options["issued_on"])
        except Refused as refused:
            raise CommandError(refused.sentence, returncode=REFUSED) from refused
        self._print_reading(plan)
        try:
            batch = self._commit(data, document, plan, options)
        except OpenQuestions as asked:
            raise CommandError("\n".join([asked.reason, *map(_told, asked.questions), HINT])) from asked
        except Refusal as refusal:
            raise CommandError(refusal.reason) from refusal
        self._print_made(batch)

    @transaction.atomic
    def _commit(
        self, data: bytes, document: Document, plan: PlanDraft, options: dict[str, Any]
    ) -> ImportBatch:
        """All or nothing: whatever is refused on the way leaves no trace."""
        now = timezone.now()
        organisation = _organisation(options["organisation"], create=options["create_units"])
        batch, is_new = reception.receive(
            organisation=organisation, by=SYSTEM, now=now, data=data, filename=options["file"].name
        )
        if not is_new:
            raise Refusal("同一份文件正在网页上校对，请在那里入库或放弃。")
        batch = recognition.keep(batch, document, plan)
        # There is nobody to ask for a title that is not printed; the file's name can be corrected later.
        told = {"year": options["year"], "title": plan.title or options["file"].stem}
        told = {name: value for name, value in told.items() if value}
        batch = services.correct_facts(batch=batch, by=SYSTEM, values=told)
        batch = _answer(batch, create=options["create_units"])
        batch = commit.commit(batch=batch, by=SYSTEM, now=now)
        if options["publish"] and batch.plan:
            issue(plan=batch.plan, actor=None, now=now)
        return batch

    def _print_reading(self, plan: PlanDraft) -> None:
        self.stdout.write(plan.title or "没有找到标题，以文件名为题")
        self.stdout.write(f"{plan.rows}；读出 {len(plan.tasks)} 项任务")
        for finding in plan.findings:
            if finding.severity != Severity.INFO:
                place = f"{finding.place}：" if finding.place else ""
                self.stdout.write(f"  {place}{finding.message}")

    def _print_made(self, batch: ImportBatch) -> None:
        plan, made = batch.plan, batch.outcome
        assert plan is not None
        plan.refresh_from_db()
        self.stdout.write(
            f"已入库：计划 {plan.pk}“{plan}”（{plan.get_state_display()}），任务 {made['tasks']} 项，"
            f"新建单位 {len(made['units'])} 个，统称 {len(made['groups'])} 个。"
        )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是 YYYY-MM-DD 形式的日期") from error


def _organisation(name: str, *, create: bool) -> Unit:
    found = list(Unit.objects.in_use().filter(name=name, kind=Unit.Kind.ORGANISATION)[:2])
    if len(found) > 1:
        raise Refusal(f"有几个机关都叫“{name}”，请先在单位名录中区分。")
    if found:
        return found[0]
    if not create:
        raise Refusal(f"单位名录中没有机关“{name}”；要新建请加 --create-units。")
    return create_unit(name=name, kind=Unit.Kind.ORGANISATION)


def _answer(batch: ImportBatch, *, create: bool) -> ImportBatch:
    """Collectives known to the directory are used as they are; the rest is created where that is wanted."""
    review = review_of(batch)
    answers: dict[str, Any] = {}
    for holder in review.holders.values():
        if not holder.is_open:
            continue
        if holder.group and holder.collective:
            answers[holder.name] = {"as": "group", "members": _members(review, holder.group.pk)}
        elif create and holder.collective:
            answers[holder.name] = {"as": "group", "members": EVERYBODY}
        elif create:
            answers[holder.name] = {"as": "unit", "to": f"{NEW}{holder.name}"}
    return services.answer_units(batch=batch, by=SYSTEM, answers=answers)


def _members(review: Review, group: int) -> list[str]:
    return [unit_token(unit) for unit in review.directory.members[group]]


def _told(question: Any) -> str:
    subject = f"“{question.subject}”" if question.subject else ""
    items = "、".join(f"第 {item.number} 项" for item in question.items[:6])
    more = f"等 {len(question.items)} 项" if len(question.items) > 6 else ""
    return f"  [{question.label}] {subject}{f'（{items}{more}）' if items else ''}{question.message}"
