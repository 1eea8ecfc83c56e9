"""Cleaning: idempotent, counted, and harmless to clean text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.grid import Cell, Document, Paragraph, Place, Table
from importer.interpret.cleaning import Cleaner, clean_document, has_gap, is_traditional, look_alikes
from tests.importer.interpret.strategies import sentences

DIRT = st.sampled_from(
    [
        "<p>{}</p>",
        '<ol style="list-style-type: none">{}',
        "[bookmark: _Toc12]{}",
        "{}&nbsp;",
        "\u200b{}",
        "{}<br/>",
        "實(shí)施{}",
        "１２条{}",
        "⼀是{}",
    ]
)


@given(st.booleans(), st.lists(DIRT, max_size=4), sentences())
def test_cleaning_twice_changes_nothing_more(traditional: bool, dirt: list[str], text: str) -> None:
    for form in dirt:
        text = form.format(text)
    cleaner = Cleaner(traditional)
    once = cleaner.clean(text)
    counted = sum(cleaner.counts.values())
    assert cleaner.clean(once) == once
    assert sum(cleaner.counts.values()) == counted
    assert cleaner.tidy(cleaner.tidy(once)) == cleaner.tidy(once)


@given(sentences())
def test_clean_text_stays_and_nothing_is_reported(text: str) -> None:
    cleaner = Cleaner()
    assert cleaner.tidy(cleaner.clean(text)) == text
    assert cleaner.findings() == ()


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("推进(jìn)办公(gōng)室建设", "推进办公室建设"),
        ("<p>一是公开</p> <p>二是反馈</p>", "一是公开\n二是反馈"),
        ("[bookmark: _GoBack]科室牵头", "科室牵头"),
        ("２０２４年１２月", "2024年12月"),
        ("科室&nbsp;牵头", "科室\u00a0牵头"),
        ("⼀、⼯作", "一、工作"),
    ],
)
def test_each_kind_of_dirt(dirty: str, clean: str) -> None:
    cleaner = Cleaner()
    assert cleaner.clean(dirty) == clean
    assert len(cleaner.findings()) == 1


def test_what_resembles_dirt_stays() -> None:
    for text in ("应用（app）上线", "A<B 且 C>D", "科室（室）", "面积 [12] 亩"):
        assert Cleaner().clean(text) == text


def test_traditional_documents_become_simplified_in_cells_and_paragraphs() -> None:
    cells = (Cell("責任單位", 0, 0), Cell("業務(wu)科室負責信息發布與檔案管理", 1, 0))
    place = Place(table=1, row=1)
    document = Document((Paragraph("重點任務分工", place), Table(cells, (place, place))), "test")
    cleaned, cleaner = clean_document(document)
    assert [paragraph.text for paragraph in cleaned.paragraphs] == ["重点任务分工"]
    assert [cell.text for table in cleaned.tables for cell in table.cells] == [
        "责任单位",
        "业务科室负责信息发布与档案管理",
    ]
    assert {finding.code for finding in cleaner.findings()} == {"cleaned_traditional", "cleaned_pinyin"}


def test_a_stray_old_form_does_not_make_a_document_traditional() -> None:
    assert not is_traditional("各科室要落实责任，及时公布办事指南和权责清单，做好檔案管理工作")
    assert not is_traditional("2024")


def test_blanks_close_between_characters_only() -> None:
    assert Cleaner().tidy("完 善\u3000办事 指南 2024 年 A 类") == "完善办事指南 2024 年 A 类"


def test_gaps_of_lost_words_are_told_from_loose_type() -> None:
    assert has_gap("积极向《 交流》投稿")
    assert has_gap("确保 、平台建设")
    assert not has_gap("完 善办事 指南")


def test_look_alikes_are_told_and_not_changed() -> None:
    assert look_alikes("不予釆纳的要反馈") == [("釆", "采")]
    assert Cleaner().clean("不予釆纳") == "不予釆纳"
