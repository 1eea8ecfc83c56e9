"""Words of Word: what is printed counts, what is not does not."""

from __future__ import annotations

import pytest

from importer.grid import Paragraph
from importer.readers.registry import read
from tests.importer.readers.building import WORD, only_table, paragraph, row, table, word, word_parts, zipped


def texts(body: str, **parts: str) -> list[str]:
    return [block.text for block in read(word(body, **parts)).blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<w:r><w:t>一</w:t></w:r><w:ins><w:r><w:t>二</w:t></w:r></w:ins>", "一二"),
        ("<w:r><w:t>一</w:t></w:r><w:del><w:r><w:delText>二</w:delText></w:r></w:del>", "一"),
        (
            "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo>",
            "新",
        ),
        ("<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>", "链接"),
        ("<w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r>", "上\n下"),
        ('<w:r><w:t>上</w:t><w:br w:type="page"/><w:t>下</w:t></w:r>', "上下"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:cr/><w:t>丙</w:t></w:r>", "甲\t乙\n丙"),
        ("<w:r><w:t>12</w:t><w:noBreakHyphen/><w:t>3</w:t></w:r>", "12-3"),
        ('<w:r><w:sym w:font="宋体" w:char="2460"/></w:r>', "①"),
        ('<w:r><w:t>甲</w:t><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "甲"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple><w:r><w:t>3</w:t></w:r></w:fldSimple>", "3"),
        ("<w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>", "控件"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>jing</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>经</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "经",
        ),
        ("<w:smartTag><w:r><w:t>十二月</w:t></w:r></w:smartTag>", "十二月"),
    ],
)
def test_inside_a_paragraph(inside: str, text: str) -> None:
    assert texts(f"<w:p>{inside}</w:p>") == [text]


def test_hidden_words_go_and_are_told_of() -> None:
    document = read(
        word("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r><w:r><w:t>明</w:t></w:r></w:p>")
    )
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["明"]
    assert [note.code for note in document.notes] == ["hidden_text"]


def test_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('框中')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert texts(body) == ["正文", "框中"]


def test_table_in_a_text_box() -> None:
    box = f"<w:txbxContent>{table(row('甲', '乙'))}</w:txbxContent>"
    body = f"<w:p><w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r></w:p>"
    assert [cell.text for cell in only_table(read(word(body))).cells] == ["甲", "乙"]


def test_deleted_paragraph_end_joins_lines_of_a_cell() -> None:
    first = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>办公</w:t></w:r></w:p>"
    body = table(row(f"<w:tc>{first}{paragraph('室')}</w:tc>", "乙"))
    assert only_table(read(word(body))).cells[0].text == "办公室"


def test_table_of_contents_is_no_text() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    body = paragraph("一、公开 3", '<w:pStyle w:val="11"/>') + paragraph("一、公开")
    assert texts(body, styles=styles) == ["一、公开"]


def test_footnotes_follow_at_the_end() -> None:
    notes = (
        f'<w:footnote w:type="separator">{paragraph("线")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("注：年底前")}</w:footnote>'
    )
    assert texts(paragraph("正文"), footnotes=notes) == ["正文", "注：年底前"]


def test_strict_namespaces_are_understood() -> None:
    parts = word_parts(paragraph("正文"))
    strict = str(parts["word/document.xml"]).replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    document = read(zipped({**parts, "word/document.xml": strict}))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["正文"]
