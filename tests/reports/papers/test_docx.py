"""Word papers read back: GB/T 9704 measures, type, numbering, landscape table with its head repeated."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pytest_django import DjangoAssertNumQueries

from reports.exports.docx_file import write_docx
from reports.papers.blocks import Annex, Heading, Paper, Para
from reports.papers.kinds import Kind
from reports.papers.making import paper_of
from reports.tables import Column, Merge, Table
from tasks.models import Plan
from tasks.status import Board
from tasks.workflow import Completion
from tests.reports.printed import BOTH, COLUMNS, FIRST, SECOND, say
from tests.reports.world import NOW, World, draw_plan
from units.audit import PAPER_EXPORTED
from units.models import AuditEvent


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def read(content: bytes) -> Any:
    return Document(io.BytesIO(content))


@pytest.fixture
def report(plan: Plan) -> Any:
    first = plan.obligations.order_by("pk")[0]
    say(first, "已核对 <b>&\x07", completion=Completion.ONGOING, problems="=1+1")
    return read(write_docx(paper_of(Kind.REPORT, plan, None, Board.now())))


def test_pages_are_by_the_standard(report: Any) -> None:
    text, wide = report.sections
    assert abs(text.page_width - Mm(210)) < Mm(0.1)
    assert abs(text.top_margin - Mm(37)) < Mm(0.1)
    assert abs(text.left_margin - Mm(28)) < Mm(0.1)
    assert abs(text.page_width - text.left_margin - text.right_margin - Mm(156)) < Mm(0.1)
    assert abs(text.page_height - text.top_margin - text.bottom_margin - Mm(225)) < Mm(0.1)
    assert text.orientation == WD_ORIENT.PORTRAIT
    assert wide.orientation == WD_ORIENT.LANDSCAPE
    assert wide.page_width > wide.page_height


def test_type_is_named_for_chinese_text(report: Any) -> None:
    wanted = {
        "Title": ("方正小标宋简体", 22), "Heading 1": ("黑体", None), "Heading 2": ("楷体_GB2312", None),
        "Heading 3": ("仿宋_GB2312", None), "footer": ("宋体", 14),
    }  # fmt: skip
    for name, (font, size) in wanted.items():
        style = report.styles[name]
        assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
        assert style.font.size == (Pt(size) if size else None)
    defaults = report.styles.element.find(qn("w:docDefaults"))
    assert defaults.find(".//" + qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert defaults.find(".//" + qn("w:sz")).get(qn("w:val")) == "32"
    assert report.styles["Normal"].paragraph_format.line_spacing == Pt(28.95)


def test_headings_number_themselves(report: Any) -> None:
    levels = report.part.numbering_part.element.findall(".//" + qn("w:lvlText"))
    assert [each.get(qn("w:val")) for each in levels] == ["%1、", "（%2）", "%3.", "（%4）"]
    headings = [(p.style.name, p.text) for p in report.paragraphs if p.style.name.startswith("Heading")]
    assert ("Heading 1", "总体情况") in headings
    assert ("Heading 2", "公开目录") in headings
    assert ("Heading 3", "核对目录。已核对 <b>&。") in headings


def test_page_number_stands_outside(report: Any) -> None:
    assert report.settings.odd_and_even_pages_header_footer
    for section in report.sections:
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            xml = footer._element.xml
            assert "".join(part.text for part in footer._element.iter(qn("w:t"))) == "— 1 —"
            assert " PAGE " in xml
            assert f'<w:jc w:val="{side}"/>' in xml


def test_table_is_merged_as_printed_with_its_head_on_every_page(report: Any) -> None:
    table = report.tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[0].cells] == [*COLUMNS, "完成情况"]
    column = [row.cells[1].text for row in table.rows[1:]]
    assert column == ["1. 核对目录。", "2. =1+1 是公式吗。", BOTH, BOTH]
    assert [row.cells[0].text for row in table.rows[1:]] == [FIRST, FIRST, SECOND, SECOND]
    restarts = table._tbl.findall(".//" + qn("w:vMerge"))
    assert sum(each.get(qn("w:val")) == "restart" for each in restarts) == 5
    assert len(restarts) == 10


def test_division_holds_the_plans_own_columns_alone(plan: Plan) -> None:
    document = read(write_docx(paper_of(Kind.DIVISION, plan, None, Board.now())))
    assert [cell.text for cell in document.tables[0].rows[0].cells] == COLUMNS
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "云园发〔2026〕7号" in words
    assert "2026年9月1日" in words
    assert words.count("【请填写：") == 2


def test_heads_printed_over_several_columns_are_one_cell() -> None:
    table = Table(
        "表", "", "", [Column("任务", 8), Column("任务", 8), Column("备注", 4)], [("甲", "乙", "丙\n丁")]
    )
    document = read(write_docx(Paper("文", blocks=[Para("话"), Annex("附件", table)])))
    cells = document.tables[0].rows[0].cells
    assert cells[0]._tc is cells[1]._tc
    assert document.tables[0].rows[1].cells[2].text == "丙\n丁"


def test_a_paper_without_table_has_one_section() -> None:
    document = read(write_docx(Paper("文", "号", [Heading(1, "甲"), Para("乙")])))
    assert len(document.sections) == 1
    assert [paragraph.text for paragraph in document.paragraphs] == ["文", "号", "甲", "乙"]


def test_merges_may_end_with_the_table() -> None:
    table = Table("表", "", "", [Column("任务", 8)], [("甲",), ("甲",)], [Merge(0, 0, 1)])
    document = read(write_docx(Paper("文", blocks=[Annex("附件", table)])))
    assert [row.cells[0].text for row in document.tables[0].rows] == ["任务", "甲", "甲"]


def test_large_and_small_plans_ask_as_many_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sections, user, board = world.sections[world.parks], world.user("parks leader"), Board.now()
    small = draw_plan(random.Random(1), world.parks, sections, title="小", size=3)
    large = draw_plan(random.Random(2), world.parks, sections, title="大", size=30)
    paper_of(Kind.REPORT, small, user, board)
    for plan in Plan.objects.filter(pk__in=[small.pk, large.pk]).select_related("organisation"):
        with django_assert_num_queries(16):
            paper_of(Kind.REPORT, plan, user, board)


@pytest.mark.parametrize("kind", ["report", "division"])
def test_download_is_named_and_leaves_a_row_in_the_audit_log(
    plan: Plan, world: World, client: Client, kind: str
) -> None:
    client.force_login(world.user("parks leader"))
    answer = client.get(f"/reports/{plan.pk}/{kind}.docx")
    assert answer.status_code == 200
    assert "20261020.docx" in answer["Content-Disposition"]
    assert AuditEvent.objects.get(act=PAPER_EXPORTED).detail["kind"] == kind
    for name, status in (("sports office", 404), ("admin", 403), ("auditor", 403), ("parks handler", 404)):
        client.force_login(world.user(name))
        assert client.get(f"/reports/{plan.pk}/{kind}.docx").status_code == status


def test_who_sees_a_part_reads_of_that_part_alone(plan: Plan, world: World) -> None:
    for obligation in plan.obligations.order_by("pk"):
        say(obligation, f"{obligation.unit}的进展")
    words = paper_of(Kind.REPORT, plan, world.user("parks head"), Board.now()).text()
    assert "绿化科的进展" in words
    assert "园林办公室的进展" not in words


def test_command_writes_the_file(plan: Plan, tmp_path: Path) -> None:
    for kind in Kind:
        path = tmp_path / f"{kind}.docx"
        call_command("export_report", str(plan.pk), str(path), kind=kind)
        assert len(read(path.read_bytes()).tables) == 1


@pytest.mark.parametrize(("pk", "name"), [(999_999, "a.docx"), (0, "a.xlsx"), (0, "missing/a.docx")])
def test_command_says_why_not(plan: Plan, tmp_path: Path, pk: int, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("export_report", str(pk or plan.pk), str(tmp_path / name))
