"""Web pages: spans, line breaks, layout tables; code and hidden parts stay out."""

from __future__ import annotations

from importer.grid import Paragraph
from importer.readers.registry import read, read_text
from tests.importer.readers.building import only_table, printed


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>站名</title></head><body>{body}</body></html>".encode()


def test_rowspan_and_colspan() -> None:
    body = """<table><thead><tr><th>要求<th>任务<th colspan=2>单位</tr></thead>
    <tr><td rowspan="2">一、公开</td><td>目录</td><td>办公室</td><td>各科</td></tr>
    <tr><td>年报</td><td colspan="2">法规科</td></tr></table>"""
    assert printed(only_table(read(page(body)))) == [
        ["要求", "任务", "单位", "<"],
        ["一、公开", "目录", "办公室", "各科"],
        ["^", "年报", "法规科", "<"],
    ]


def test_rowspan_zero_reaches_to_the_end_and_nonsense_is_one() -> None:
    body = "<table><tr><td rowspan=0>甲<td>1<tr><td colspan=x>2<tr><td>3</table>"
    assert printed(only_table(read(page(body)))) == [["甲", "1"], ["^", "2"], ["^", "3"]]


def test_lines_inside_a_cell() -> None:
    inside = "<p>办公室</p><p>法规<b>科</b></p>财务科<br>人事科<ul><li>各科室</ul>"
    body = f"<table><tr><td>{inside}</td><td>&nbsp;</td></tr></table>"
    assert only_table(read(page(body))).cells[0].text == "办公室\n法规科\n财务科\n人事科\n各科室"


def test_code_and_hidden_parts_stay_out() -> None:
    body = (
        "<p onclick='x()'>正文<script>alert(1)</script><style>p{}</style><!-- 批注 --></p>"
        "<div style='display: none'>暗</div><a href='javascript:alert(2)'>链接</a>"
        "<img src=x onerror=alert(3)>"
    )
    document = read(page(body))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["正文", "链接"]


def test_layout_table_is_unfolded() -> None:
    inner = "<table><tr><td>1<td>目录<tr><td>2<td>年报</table>"
    body = f"<table><tr><td>导航</td><td><h1>方案</h1>{inner}</td></tr></table>"
    document = read(page(body))
    assert printed(only_table(document)) == [["1", "目录"], ["2", "年报"]]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["导航", "方案"]


def test_small_table_in_a_cell_is_text() -> None:
    body = "<table><tr><td>1<td>说明<table><tr><td>上<td>下</table><tr><td>2<td>乙<tr><td>3<td>丙</table>"
    assert printed(only_table(read(page(body))))[0] == ["1", "说明\n上\n下"]


def test_pinyin_above_characters_goes() -> None:
    assert read(page("<p><ruby>经<rp>(</rp><rt>jīng</rt></ruby>济</p>")).blocks[0].text == "经济"  # type: ignore[union-attr]


def test_declared_gb2312() -> None:
    data = '<html><meta charset="gb2312"><table><tr><td>公开<td>办公室</table>'.encode("gb18030")
    assert printed(only_table(read(data))) == [["公开", "办公室"]]


def test_page_saved_as_spreadsheet_and_as_word() -> None:
    data = page("<table><tr><td>公开<td>办公室</table>")
    for name in ("方案.xls", "方案.doc", "方案.docx"):
        assert read(data, name).reader == "html"


def test_pasted_piece_of_a_page() -> None:
    document = read_text("方案如下 <table><tr><td>公开</td><td>办公室</td></tr></table>")
    assert printed(only_table(document)) == [["公开", "办公室"]]


def test_left_over_tags_make_no_page() -> None:
    text = "要求\t任务\t单位\n公开\t<p>目录</p>\t办公室\n保障\t<p>经费</p>\t财务科"
    assert read_text(text).reader == "text"


def test_deep_nesting_is_no_crash() -> None:
    assert read(page("<div>" * 150 + "深" + "</div>" * 150)).blocks[0].text == "深"  # type: ignore[union-attr]
