"""Automatic numbering as Word prints it."""

from __future__ import annotations

import pytest

from importer.grid import Paragraph
from importer.readers.numbered import joined
from importer.readers.registry import read
from tests.importer.readers.building import cell, only_table, paragraph, printed, row, table, word


def level(index: int, text: str, kind: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(number: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def num(number: int, abstract_number: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract_number}"/>{overrides}</w:num>'


def item(text: str, list_id: int = 1, depth: int = 0) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>')


def texts(body: str, numbering: str, styles: str = "") -> list[str]:
    document = read(word(body, numbering=numbering, styles=styles))
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


NUMBERED = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
OUTLINE = abstract(
    0,
    level(0, "%1、", "chineseCounting"),
    level(1, "（%2）", "chineseCounting"),
    level(2, "%3."),
)


def test_levels_count_and_restart_below_a_higher_one() -> None:
    body = item("甲") + item("乙", depth=1) + item("丙", depth=2) + item("丁", depth=2) + item("戊")
    body += item("己", depth=1) + item("庚", depth=2)
    assert texts(body, OUTLINE + num(1, 0)) == [
        "一、甲",
        "（一）乙",
        "1.丙",
        "2.丁",
        "二、戊",
        "（一）己",
        "1.庚",
    ]


def test_level_that_never_restarts() -> None:
    numbering = abstract(0, level(0, "%1、"), level(1, "%2.", more='<w:lvlRestart w:val="0"/>')) + num(1, 0)
    body = item("甲") + item("乙", depth=1) + item("丙") + item("丁", depth=1)
    assert texts(body, numbering) == ["1、甲", "1.乙", "2、丙", "2.丁"]


def test_lists_of_one_kind_share_their_counter() -> None:
    assert texts(item("甲", 1) + item("乙", 2), OUTLINE + num(1, 0) + num(2, 0)) == ["一、甲", "二、乙"]


def test_start_override_begins_again_once() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    body = item("甲", 1) + item("乙", 2) + item("丙", 2)
    assert texts(body, OUTLINE + num(1, 0) + num(2, 0, override)) == ["一、甲", "五、乙", "六、丙"]


def test_level_override_replaces_the_sign() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "第%1条")}</w:lvlOverride>'
    assert texts(item("甲"), OUTLINE + num(1, 0, override)) == ["第1条 甲"]


def test_several_levels_in_one_number() -> None:
    legal = "<w:isLgl/>"
    numbering = abstract(0, level(0, "%1", "chineseCounting"), level(1, "%1.%2", more=legal)) + num(1, 0)
    assert texts(item("甲") + item("乙", depth=1), numbering) == ["一 甲", "1.1 乙"]


def test_numbering_by_style_and_by_the_style_it_is_based_on() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="条"/>'
        f"{NUMBERED}</w:style>"
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="款"/><w:basedOn w:val="a"/></w:style>'
    )
    body = paragraph("甲", '<w:pStyle w:val="a"/>') + paragraph("乙", '<w:pStyle w:val="b"/>')
    assert texts(body, OUTLINE + num(1, 0), styles) == ["一、甲", "二、乙"]


def test_numbering_switched_off_on_a_paragraph() -> None:
    styles = f'<w:style w:type="paragraph" w:styleId="a">{NUMBERED}</w:style>'
    off = '<w:pStyle w:val="a"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    assert texts(paragraph("甲", off), OUTLINE + num(1, 0), styles) == ["甲"]


def test_linked_list_style() -> None:
    linked = abstract(1, more='<w:numStyleLink w:val="条"/>')
    own = abstract(0, level(0, "%1、"), more='<w:styleLink w:val="条"/>')
    assert texts(item("甲"), own + linked + num(1, 1)) == ["1、甲"]


def test_bullets_are_no_text() -> None:
    assert texts(item("甲"), abstract(0, level(0, "\uf06c", "bullet")) + num(1, 0)) == ["甲"]


def test_number_column_without_words_counts() -> None:
    numbering = abstract(0, level(0, "%1")) + num(1, 0)
    body = table(row(cell(item("")), "甲"), row(cell(item("")), "乙"))
    assert printed(only_table(read(word(body, numbering=numbering)))) == [["1", "甲"], ["2", "乙"]]


def test_deleted_paragraph_does_not_count() -> None:
    gone = (
        '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr>'
        "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>"
    )
    assert texts(item("甲") + gone + item("乙"), OUTLINE + num(1, 0)) == ["一、甲", "二、乙"]


@pytest.mark.parametrize(
    ("label", "text", "whole"),
    [
        ("1.", "2022年", "1. 2022年"),
        ("1.", "甲", "1.甲"),
        ("", "甲", "甲"),
        ("1", "", "1"),
        ("一、", " 甲", "一、甲"),
    ],
)
def test_number_and_text_stay_apart(label: str, text: str, whole: str) -> None:
    assert joined(label, text) == whole
