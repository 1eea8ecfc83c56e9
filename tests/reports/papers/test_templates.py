"""Templates of an office: unknown fields named, nothing run, the paper filled; circular and yearly report."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from common.decisions import Refusal
from reports.exports.docx_file import write_docx
from reports.exports.docx_template import check, fill
from reports.figures import Tally
from reports.models import PaperTemplate
from reports.papers.annual import Requests, annual_material, aspect_of, check_requests
from reports.papers.blocks import Paper, Para
from reports.papers.circular import Share, circular
from reports.papers.example import example
from reports.papers.facts import Entry, Late
from reports.papers.fields import FIELDS, sample
from reports.papers.kinds import Kind
from reports.papers.making import docx_of
from tasks.models import Plan
from tasks.status import Board
from tests.reports.printed import say
from tests.reports.world import NOW, TODAY, World

counts = st.integers(0, 10_000)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def template(*words: str) -> bytes:
    return write_docx(Paper("{{ title }}", blocks=[Para(each) for each in words]))


def words_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def test_the_example_is_a_template() -> None:
    check(write_docx(example()), sample())
    words = words_of(fill(write_docx(example()), sample()))
    assert "关于《示例方案》落实情况的报告" in words
    assert "核对目录并公布。已核对" in words
    assert "{" not in words


def test_every_documented_field_can_be_used() -> None:
    tops = [name for name in FIELDS if "." not in name and name not in {"chapters", "rows", "columns"}]
    inner = [name for name in FIELDS if name.startswith("entry.")]
    check(
        template(
            *(f"{{{{ {name} }}}}" for name in tops),
            "{%p for chapter in chapters %}", "{{ chapter.name }}{{ chapter.sentence }}",
            "{%p for entry in chapter.entries %}", *(f"{{{{ {name} }}}}" for name in inner),
            "{%p endfor %}", "{%p endfor %}", "{{ rows[0][0] }}{{ columns[0] }}",
        ),
        sample(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["{{ titel }}"], "titel"),
        (["{{ phone }}", "{{ fax }}"], "fax、phone"),
        (["{%p for chapter in chapters %}", "{{ chapter.head }}", "{%p endfor %}"], "head"),
        (["{{ title"], "写法有误"),
        (["{{ 'a' * 1000000000 }}"], "乘法"),
        (["{{ title.__class__.__mro__ }}"], "模板"),
        (["{{ range(9) }}"], "range"),
    ],
)
def test_what_is_wrong_is_named(words: list[str], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        check(template(*words), sample())


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 no zip",
        packed(word__other=b"<a/>"),
        packed(word__document=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        packed(word__document=b"0" * (41 * 2**20)),
        packed(word__document=b"<a/>"),
        b"0" * (6 * 2**20),
    ],
    ids=["empty", "torn", "no document", "doctype", "bomb", "no types", "large"],
)
def test_what_is_no_word_file_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        check(content, sample())


def test_an_office_puts_its_template_in_place_and_takes_it_back(
    plan: Plan, world: World, client: Client
) -> None:
    say(plan.obligations.order_by("pk")[0], "已核对 <&>")
    client.force_login(world.user("parks office"))
    form = {"organisation": world.parks.pk, "kind": "report"}
    bad = SimpleUploadedFile("bad.docx", template("{{ nobody }}"))
    answer = client.post("/reports/templates/", {**form, "file": bad})
    assert answer.status_code == 422
    assert "nobody" in answer.content.decode()
    own = template(
        "本局自用", "{%p for chapter in chapters %}", "{%p for entry in chapter.entries %}",
        "{{ entry.progress }}", "{%p endfor %}", "{%p endfor %}",
    )  # fmt: skip
    good = SimpleUploadedFile("本局.docx", own)
    assert client.post("/reports/templates/", {**form, "file": good}).status_code == 302
    words = words_of(client.get(f"/reports/{plan.pk}/report.docx").content)
    assert "本局自用" in words
    assert "已核对 <&>" in words
    kept = PaperTemplate.objects.get()
    assert client.get(f"/reports/templates/{kept.pk}/").content == own
    client.post(f"/reports/templates/{kept.pk}/drop/")
    assert "主要做法及成效" in words_of(client.get(f"/reports/{plan.pk}/report.docx").content)
    foreign = SimpleUploadedFile("x.docx", own)
    answer = client.post("/reports/templates/", {**form, "organisation": world.sports.pk, "file": foreign})
    assert answer.status_code == 422


def test_a_division_by_ones_own_template_prints_the_rows(plan: Plan, world: World) -> None:
    content = template("{{ columns[1] }}：{{ rows[0][1] }}")
    PaperTemplate.objects.create(organisation=world.parks, kind="division", name="a.docx", content=content)
    assert "具体任务：1. 核对目录。" in words_of(docx_of(Kind.DIVISION, plan, None, Board.now()))


def test_a_circular_names_units_without_rank_and_what_is_late() -> None:
    units = [Share("办公室", Tally(done=1, overdue=2)), Share("养护科", Tally(done=3)), Share("空", Tally())]
    text = circular(
        "《方案》", TODAY, 6, Tally(done=4, overdue=2, due=6, due_done=4), units, [Late("核对", "办公室", 3)]
    )
    assert "办公室1／3（逾期2）；养护科3／3。" in text
    assert "核对（办公室，逾期3天）" in text
    assert "目前没有逾期" in circular("《方案》", TODAY, 1, Tally(done=1), units[1:], [])


def test_the_circular_tells_the_figures_of_the_board(drawn: World, client: Client) -> None:
    for name in ("city leader", "parks leader", "parks head"):
        client.force_login(drawn.user(name))
        total = client.get("/dashboard/").context["overview"].total
        text = client.get("/dashboard/circular/").context["text"]
        assert f"共{total.total}个期次，应完成{total.due}个" in text
        assert ("逾期未完成的事项：" in text) == bool(total.overdue)


@given(counts, counts, counts, counts, st.none() | counts)
def test_requests_add_up_or_the_difference_is_said(
    new: int, carried_in: int, handled: int, carried_out: int, before: int | None
) -> None:
    first, *more = check_requests(Requests(new, carried_in, handled, carried_out, before))
    assert first.holds == (new + carried_in == handled + carried_out)
    assert (f"相差 {abs(new + carried_in - handled - carried_out)}" in first.words) == (not first.holds)
    assert [each.holds for each in more] == ([] if before is None else [before == carried_in])


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("规范依申请公开办理流程", "依申请公开"),
        ("清理规范性文件目录", "政府信息管理"),
        ("整合网站栏目", "政府信息公开平台建设"),
        ("组织业务培训", "监督保障"),
        ("公布重大项目", "主动公开"),
    ],
)
def test_clauses_go_to_the_five_aspects(text: str, aspect: str) -> None:
    assert aspect_of(Entry("1", text, "", "")) == aspect
    told = annual_material(2026, "园林局", [Entry("1", text, "", "", "已办理")])
    assert "已办理" in told.text()


def test_the_yearly_page_shows_material_and_verdict(plan: Plan, world: World, client: Client) -> None:
    say(plan.obligations.order_by("pk")[0], "已核对目录")
    client.force_login(world.user("parks leader"))
    html = client.get(
        "/reports/annual/?year=2026&new=3&carried_in=1&handled=3&carried_out=0"
    ).content.decode()
    assert "已核对目录" in html
    assert "相差 1，请核对" in html
    assert "两边相等" not in html
    assert "已核对目录" in words_of(client.get("/reports/annual.docx?year=2026").content)
