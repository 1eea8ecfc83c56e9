"""Tables of Word: the grid as drawn, whatever way the merges are written."""

from __future__ import annotations

from importer.grid import Paragraph, Place
from importer.readers.registry import read
from tests.importer.readers.building import cell, only_table, paragraph, printed, row, table, word

RESTART = '<w:vMerge w:val="restart"/>'
CONTINUE = "<w:vMerge/>"


def span(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


def grid(body: str) -> list[list[str | None]]:
    return printed(only_table(read(word(body))))


def test_merged_down_and_across() -> None:
    body = table(
        row("要求", "任务", cell("责任", span(2))),
        row(cell("一、公开", RESTART), "目录", "办公室", "各科"),
        row(cell("", CONTINUE), "年报", cell("法规科", span(2))),
    )
    assert grid(body) == [
        ["要求", "任务", "责任", "<"],
        ["一、公开", "目录", "办公室", "各科"],
        ["^", "年报", "法规科", "<"],
    ]


def test_merged_block_in_both_directions() -> None:
    body = table(
        row(cell("甲", RESTART + span(2)), "乙"),
        row(cell("", CONTINUE + span(2)), "丙"),
        row("一", "二", "三"),
    )
    assert grid(body) == [["甲", "<", "乙"], ["^", "^", "丙"], ["一", "二", "三"]]


def test_restart_below_a_merge_begins_a_new_cell() -> None:
    body = table(
        row(cell("一", RESTART), "1"),
        row(cell("", CONTINUE), "2"),
        row(cell("二", RESTART), "3"),
        row(cell("", CONTINUE), "4"),
    )
    assert grid(body) == [["一", "1"], ["^", "2"], ["二", "3"], ["^", "4"]]


def test_continuation_of_nothing_is_a_blank_cell() -> None:
    assert grid(table(row(cell("", CONTINUE), "1"), row("二", "2"))) == [["", "1"], ["二", "2"]]


def test_old_style_horizontal_merge() -> None:
    body = table(
        row(cell("题", '<w:hMerge w:val="restart"/>'), cell("", '<w:hMerge w:val="continue"/>'), "乙"),
        row("一", "二", "三"),
    )
    assert grid(body) == [["题", "<", "乙"], ["一", "二", "三"]]


def test_row_that_begins_further_right() -> None:
    body = table(row("一", "二"), row("三", properties='<w:gridBefore w:val="1"/>'))
    assert grid(body) == [["一", "二"], [None, "三"]]


def test_edges_a_hair_apart_are_one_edge() -> None:
    body = table(
        row("甲", cell("乙", span(2)), "丙"),
        row(cell("丁", span(2)), "戊", "己"),
        widths=(2000, 20, 1980, 2000),
    )
    assert grid(body) == [["甲", "乙", "丙"], ["丁", "戊", "己"]]


def test_narrow_column_with_words_stays() -> None:
    body = table(row("甲", "1", "乙"), row("丙", "2", "丁"), widths=(2000, 60, 2000))
    assert grid(body) == [["甲", "1", "乙"], ["丙", "2", "丁"]]


def test_column_in_which_nothing_starts_goes() -> None:
    assert grid(table(row(cell("甲", span(3)), "乙"), row(cell("丙", span(3)), "丁"))) == [
        ["甲", "乙"],
        ["丙", "丁"],
    ]


def test_cells_in_content_controls_count() -> None:
    wrapped = f"<w:sdt><w:sdtContent>{cell('乙')}</w:sdtContent></w:sdt>"
    controlled = f"<w:sdt><w:sdtContent>{row('丙', '丁')}</w:sdtContent></w:sdt>"
    body = f"<w:tbl><w:tr>{cell('甲')}{wrapped}</w:tr>{controlled}</w:tbl>"
    assert grid(body) == [["甲", "乙"], ["丙", "丁"]]


def test_paragraphs_of_a_cell_are_lines() -> None:
    body = table(row(cell(paragraph("办公室") + paragraph("") + paragraph("财务科")), "乙"))
    assert grid(body) == [["办公室\n财务科", "乙"]]


def test_deleted_rows_go_and_are_told_of() -> None:
    body = table(row("甲", "乙"), row("丙", "丁", properties='<w:del w:id="1"/>'), row("戊", "己"))
    document = read(word(body))
    assert printed(only_table(document)) == [["甲", "乙"], ["戊", "己"]]
    assert [note.code for note in document.notes] == ["tracked_deletions"]


def test_inserted_rows_count_and_repeated_headers_stay() -> None:
    body = table(
        row("甲", "乙", properties="<w:tblHeader/>"),
        row("丙", "丁", properties='<w:ins w:id="1"/>'),
    )
    assert grid(body) == [["甲", "乙"], ["丙", "丁"]]


def test_small_table_in_a_cell_is_text_of_that_cell() -> None:
    inner = table(row("上", "下"))
    body = table(row("1", cell(f"{paragraph('说明')}{inner}{paragraph('')}")), row("2", "乙"), row("3", "丙"))
    assert grid(body) == [["1", "说明\n上 下"], ["2", "乙"], ["3", "丙"]]


def test_table_that_lays_out_the_page_is_unfolded() -> None:
    inner = table(row("1", "甲"), row("2", "乙"))
    document = read(word(table(row(cell(f"{paragraph('标题')}{inner}{paragraph('')}")))))
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["标题"]
    found = only_table(document)
    assert printed(found) == [["1", "甲"], ["2", "乙"]]
    assert found.places[1] == Place(table=2, row=2)


def test_places_count_tables_and_rows_from_one() -> None:
    document = read(word(table(row("甲", "乙")) + paragraph("间") + table(row("丙", "丁"), row("戊", "己"))))
    first, second = document.tables
    assert [place.as_json() for place in (*first.places, *second.places)] == [
        {"table": 1, "row": 1},
        {"table": 2, "row": 1},
        {"table": 2, "row": 2},
    ]
