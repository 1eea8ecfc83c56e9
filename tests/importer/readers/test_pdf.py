"""PDF: lines made paragraphs again, tables and rows joined over pages."""

from __future__ import annotations

import random

import pytest

from common.uploads.errors import Refused
from common.uploads.limits import Limits
from importer.grid import Document, Paragraph
from importer.readers.registry import read
from tests.importer.readers.building import only_table, printed
from tests.importer.readers.printing import Page, pdf

COLUMNS = [40.0, 80.0, 200.0, 280.0]  # room for 2, 10 and 6 characters
HEADER = [["序号"], ["工作任务"], ["责任单位"]]


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def one_page(*rows: list[list[str]]) -> Document:
    page = Page()
    page.table(COLUMNS, 50, [HEADER, *rows])
    return read(pdf(page))


def test_wrapped_lines_become_one_and_ended_lines_stay() -> None:
    document = one_page([["1"], ["更新目录按季核对并公", "布。"], ["办公室", "法规科"]])
    assert printed(only_table(document)) == [
        ["序号", "工作任务", "责任单位"],
        ["1", "更新目录按季核对并公布。", "办公室\n法规科"],
    ]


def test_word_that_would_not_fit_wraps_early() -> None:
    document = one_page([["1"], ["每年至少更新", "2023年数据。"], ["办公室"]])
    assert printed(only_table(document))[1][1] == "每年至少更新\n2023年数据。"
    document = one_page([["1"], ["每年十二月底前发布", "2023年数据。"], ["办公室"]])
    assert printed(only_table(document))[1][1] == "每年十二月底前发布2023年数据。"


def test_table_over_two_pages_with_its_header_again() -> None:
    first, second = Page(), Page()
    first.table(COLUMNS, 300, [HEADER, [["1"], ["更新目录。"], ["办公室"]]])
    first.write(190, 580, "— 1 —")
    second.table(COLUMNS, 40, [HEADER, [["2"], ["发布年报。"], ["法规科"]]])
    second.write(190, 580, "— 2 —")
    document = read(pdf(first, second))
    assert paragraphs(document) == []
    assert printed(only_table(document)) == [
        ["序号", "工作任务", "责任单位"],
        ["1", "更新目录。", "办公室"],
        ["2", "发布年报。", "法规科"],
    ]


def test_row_cut_by_the_end_of_a_page() -> None:
    first, second = Page(), Page()
    first.table(COLUMNS, 300, [HEADER, [["1"], ["更新目录按季核对并公"], ["办公室牵头，", "各科室按职责"]]])
    second.table(COLUMNS, 40, [[[""], ["布结果。"], ["落实"]], [["2"], ["发布年报。"], ["法规科"]]])
    assert printed(only_table(read(pdf(first, second)))) == [
        ["序号", "工作任务", "责任单位"],
        ["1", "更新目录按季核对并公布结果。", "办公室牵头，各科室按职责落实"],
        ["2", "发布年报。", "法规科"],
    ]


def test_numbered_row_at_the_top_of_a_page_is_a_new_one() -> None:
    first, second = Page(), Page()
    first.table(COLUMNS, 300, [HEADER, [["1"], ["更新目录按季核对并公"], ["办公室"]]])
    second.table(COLUMNS, 40, [[["2"], ["发布年报。"], ["法规科"]]])
    assert only_table(read(pdf(first, second))).row_count == 3


def test_other_columns_are_another_table() -> None:
    first, second = Page(), Page()
    first.table(COLUMNS, 300, [HEADER, [["1"], ["更新目录。"], ["办公室"]]])
    second.table([40.0, 150.0, 300.0], 40, [[["联系人"], ["电话"]], [["某某"], ["12345"]]])
    assert [table.column_count for table in read(pdf(first, second)).tables] == [3, 2]


def test_running_text_around_the_table() -> None:
    page = Page()
    page.write(60, 20, "各科室要高度重视按照职责分工认真抓好落实")
    page.write(40, 32, "确保各项任务按时完成。")
    page.write(60, 44, "特此通知。")
    end = page.table(COLUMNS, 90, [HEADER, [["1"], ["更新目录。"], ["办公室"]]])
    page.write(40, end + 10, "抄送：各有关单位")
    document = read(pdf(page))
    assert paragraphs(document) == [
        "各科室要高度重视按照职责分工认真抓好落实确保各项任务按时完成。",
        "特此通知。",
        "抄送：各有关单位",
    ]
    assert only_table(document).row_count == 2


def test_pictures_and_too_many_pages_are_refused() -> None:
    for data, limits, code in (
        (pdf(Page()), Limits(), "no_text"),
        (pdf(Page(), Page(), Page()), Limits(pages=2), "too_many_pages"),
        (b"%PDF-1.4\nnonsense", Limits(), "corrupt"),
    ):
        with pytest.raises(Refused) as caught:
            read(data, "方案.pdf", limits)
        assert caught.value.code == code


def test_damaged_files_are_refused_or_read_and_nothing_else() -> None:
    page = Page()
    page.table(COLUMNS, 50, [HEADER, [["1"], ["更新目录。"], ["办公室"]]])
    good = pdf(page)
    chance = random.Random(11)
    for _ in range(40):
        data = bytearray(good)
        start = chance.randrange(len(data))
        data[start : start + chance.randint(0, 30)] = chance.randbytes(chance.randint(0, 30))
        try:
            document = read(bytes(data), "方案.pdf")
        except Refused:
            continue
        assert document.blocks
