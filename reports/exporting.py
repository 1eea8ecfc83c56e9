"""Every file that can be made of a plan, by one name each; a package holds several of them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from django.core.files.storage import default_storage
from django.utils import timezone

from reports.exports.csv_file import write_csv
from reports.exports.pdf import to_pdf
from reports.exports.xlsx import write_xlsx
from reports.papers.kinds import Kind
from reports.papers.making import docx_of
from reports.register import as_of, register
from reports.shares import Window, obligations_of
from reports.tables import Column, Table
from tasks.models import Evidence, Plan
from tasks.status import Board
from units.models import User

# Told (done, steps) as the work goes on.
Step = Callable[[int, int], None]


class ExportKind(StrEnum):
    """What is made; the part after the dot is the file's ending."""

    REGISTER_XLSX = "register.xlsx"
    REGISTER_CSV = "register.csv"
    REGISTER_PDF = "register.pdf"
    REPORT_DOCX = "report.docx"
    REPORT_PDF = "report.pdf"
    DIVISION_DOCX = "division.docx"
    DIVISION_PDF = "division.pdf"
    PACKAGE = "package.zip"

    @property
    def suffix(self) -> str:
        return self.value.rpartition(".")[2]


EXPORT_LABELS: dict[ExportKind, str] = {
    ExportKind.REGISTER_XLSX: "台账 Excel",
    ExportKind.REGISTER_CSV: "台账 CSV",
    ExportKind.REGISTER_PDF: "台账 PDF",
    ExportKind.REPORT_DOCX: "落实情况报告 Word",
    ExportKind.REPORT_PDF: "落实情况报告 PDF",
    ExportKind.DIVISION_DOCX: "分工方案 Word",
    ExportKind.DIVISION_PDF: "分工方案 PDF",
    ExportKind.PACKAGE: "全套材料 ZIP",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of a plan as a person sees it (None: whole), of a part of the year or of all."""

    plan: Plan
    user: User | None
    window: Window | None = None

    def table(self) -> Table:
        return register(self.plan, self.user, timezone.localdate(), self.window)

    def paper(self, kind: Kind) -> bytes:
        return docx_of(kind, self.plan, self.user, Board.now(), self.window)


def content_of(kind: ExportKind, wanted: Wanted) -> bytes:
    """One file in memory; raises Refusal where it cannot be made here."""
    makers: dict[ExportKind, Callable[[], bytes]] = {
        ExportKind.REGISTER_XLSX: lambda: write_xlsx(wanted.table()),
        ExportKind.REGISTER_CSV: lambda: write_csv(wanted.table()),
        ExportKind.REGISTER_PDF: lambda: to_pdf(write_xlsx(wanted.table()), "xlsx"),
        ExportKind.REPORT_DOCX: lambda: wanted.paper(Kind.REPORT),
        ExportKind.REPORT_PDF: lambda: to_pdf(wanted.paper(Kind.REPORT), "docx"),
        ExportKind.DIVISION_DOCX: lambda: wanted.paper(Kind.DIVISION),
        ExportKind.DIVISION_PDF: lambda: to_pdf(wanted.paper(Kind.DIVISION), "docx"),
    }
    return makers[kind]()


def write_export(kind: ExportKind, wanted: Wanted, out: IO[bytes], step: Step) -> None:
    """The file into ``out``."""
    if kind is ExportKind.PACKAGE:
        write_package(wanted, out, step)
    else:
        out.write(content_of(kind, wanted))


def write_package(wanted: Wanted, out: IO[bytes], step: Step) -> None:
    """Ledger, report, list of evidence and the evidence files of what falls due in the window, one .zip."""
    evidence = list(_evidence(wanted))
    files = [each for each in evidence if each.file_id is not None]
    steps = 3 + len(files)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("1 台账.xlsx", content_of(ExportKind.REGISTER_XLSX, wanted))
        step(1, steps)
        package.writestr("2 落实情况报告.docx", content_of(ExportKind.REPORT_DOCX, wanted))
        step(2, steps)
        names = dict(zip([each.pk for each in files], _names(files), strict=True))
        package.writestr("3 佐证清单.xlsx", write_xlsx(evidence_list(wanted, evidence, names)))
        for number, each in enumerate(files, 3):
            step(number, steps)
            _add_file(package, each, names[each.pk])
    step(steps, steps)


def _evidence(wanted: Wanted) -> Iterator[Evidence]:
    visible = obligations_of(wanted.plan, wanted.user, wanted.window)
    found = Evidence.objects.filter(report__obligation__in=visible)
    related = ("report__obligation__unit", "report__obligation__task", "report__obligation__period", "file")
    order = ("report__obligation__task__position", "report__obligation__period__due_on", "pk")
    return found.select_related(*related).order_by(*order).iterator()


def _names(files: list[Evidence]) -> Iterator[str]:
    """A number before each, so that two files of one name both find room."""
    for number, each in enumerate(files, 1):
        name = each.name.replace("/", "_").replace("\\", "_").strip(". ") or "文件"
        yield f"4 佐证文件/{number:03d} {name}"


def _add_file(package: zipfile.ZipFile, evidence: Evidence, name: str) -> None:
    """A piece at a time: a file may be larger than the memory that a worker should take."""
    assert evidence.file is not None
    try:
        source = default_storage.open(evidence.file.path)
    except FileNotFoundError:
        package.writestr(
            f"{name}（原文件缺失）.txt", f"系统里没有找到这个文件，编号 {evidence.file.sha256}。"
        )
        return
    with source, package.open(name, "w", force_zip64=True) as target:
        for chunk in source.chunks():
            target.write(chunk)


def evidence_list(wanted: Wanted, evidence: list[Evidence], names: dict[int, str]) -> Table:
    """One row a piece of evidence: task, unit, period, title, day, address or file in the package."""
    rows = []
    for number, each in enumerate(evidence, 1):
        owed = each.report.obligation
        day = f"{each.published_on}" if each.published_on else ""
        place = each.url or names.get(each.pk, each.name)
        rows.append(
            [
                str(number),
                owed.task.text,
                str(owed.unit),
                owed.period.label,
                each.title or each.name,
                day,
                place,
            ]
        )
    heads = [
        ("序号", 5),
        ("任务", 40),
        ("单位", 14),
        ("期次", 14),
        ("标题", 26),
        ("日期", 11),
        ("网址或文件", 40),
    ]
    return Table(
        title=f"{wanted.plan.title}佐证清单",
        facts=f"共 {len(rows)} 件",
        as_of=as_of(timezone.localdate(), wanted.window),
        columns=[Column(head, width, head in {"序号", "日期"}) for head, width in heads],
        rows=rows,
    )
