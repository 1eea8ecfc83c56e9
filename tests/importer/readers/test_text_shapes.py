"""Every shape in which a table survives as plain text leads to the same table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importer.grid import Document, Paragraph
from importer.readers.registry import read, read_text
from tests.importer.readers.building import only_table, printed

HEADER = ["工作要求", "具体任务", "责任单位", "完成时限"]
BODY = [
    [
        "一、夯实基础",
        "1.更新主动公开目录，按季度核对一次，发现缺漏及时补充完善。",
        "办公室牵头，各科室配合",
        "长期",
    ],
    ["", "2.组织一次业务培训，邀请专家授课，培训情况记入台账备查。", "人事科", "11月底前"],
    ["二、强化监督", "3.对上一年度落实情况开展检查，未完成的限期整改到位。", "办公室、法规科", "12月30日"],
    ["", "4.编制年度报告，经审核后在门户网站发布，同时报上级备案。", "办公室", "1月31日"],
    ["三、加强保障", "5.落实工作经费，列入年度预算，专款专用并接受审计监督。", "财务科", "长期"],
]
TABLE = [HEADER, *BODY]


def as_tabbed_cells(rows: list[list[str]]) -> str:
    return "\n\n".join("\n".join("\t" + cell for cell in row) for row in rows)


def as_tab_rows(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def as_pipe_rows(rows: list[list[str]]) -> str:
    return "\n".join(" | ".join(row) + " |" for row in rows)


def as_markdown(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "| --- " * len(rows[0]) + "|", *lines[1:]])


def as_cells_before_pipes(rows: list[list[str]]) -> str:
    """Merged cells are not printed at all in this shape."""
    return "\n".join(f"{cell} |" for row in rows for cell in row if cell)


def as_cells_between_pipes(rows: list[list[str]]) -> str:
    return "\n".join(f"{cell}\n|" for row in rows for cell in row if cell)


def as_groups(rows: list[list[str]]) -> str:
    return "\n\n".join("\n".join(cell for cell in row if cell) for row in rows)


def as_bare_cells(rows: list[list[str]]) -> str:
    return "\n".join(cell for row in rows for cell in row if cell)


SHAPES = [
    as_bare_cells,
    as_tabbed_cells,
    as_tab_rows,
    as_pipe_rows,
    as_markdown,
    as_cells_before_pipes,
    as_cells_between_pipes,
    as_groups,
]


@pytest.mark.parametrize("shape", SHAPES)
def test_same_table_in_every_shape(shape: object) -> None:
    assert printed(only_table(read_text(shape(TABLE)))) == TABLE  # type: ignore[operator]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, line_end: str) -> None:
    data = as_tabbed_cells(TABLE).replace("\n", line_end).encode(encoding)
    assert printed(only_table(read(data, "plan.txt"))) == TABLE


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("shape", [as_tabbed_cells, as_tab_rows, as_pipe_rows])
def test_words_around_the_table_stay_paragraphs(shape: object) -> None:
    text = f"关于印发方案的通知\n各科室：\n\n{shape(TABLE)}\n\n抄送：各有关单位"  # type: ignore[operator]
    document = read_text(text)
    assert paragraphs(document) == ["关于印发方案的通知", "各科室：", "抄送：各有关单位"]
    assert printed(only_table(document)) == TABLE


def test_places_are_lines() -> None:
    table = only_table(read_text("标题\n\n" + as_tabbed_cells(TABLE)))
    assert [place.line for place in table.places] == [3, 8, 13, 18, 23, 28]


def test_lines_of_a_cell() -> None:
    text = as_tabbed_cells(TABLE).replace("办公室、法规科", "办公室\n法规科")
    assert printed(only_table(read_text(text)))[3][2] == "办公室\n法规科"


def test_blank_line_inside_a_cell() -> None:
    text = as_tabbed_cells(TABLE).replace("办公室、法规科", "办公室\n\n法规科")
    assert printed(only_table(read_text(text)))[3][2] == "办公室\n法规科"


def test_heading_rows_reach_over_the_table() -> None:
    rows = [
        ["序号", "任务", "单位"],
        ["一、公开"],
        ["1", "更新目录并公布", "办公室"],
        ["2", "发布年报并备案", "法规科"],
    ]
    rows += [["二、保障"], ["3", "落实经费并审计", "财务科"]]
    expected = [
        ["序号", "任务", "单位"],
        ["一、公开", "<", "<"],
        ["1", "更新目录并公布", "办公室"],
        ["2", "发布年报并备案", "法规科"],
        ["二、保障", "<", "<"],
        ["3", "落实经费并审计", "财务科"],
    ]
    for shape in (as_tabbed_cells, as_cells_before_pipes, as_cells_between_pipes):
        assert printed(only_table(read_text(shape(rows)))) == expected


def test_two_levels_of_merged_headings_in_a_stream_of_cells() -> None:
    rows = [
        ["要求", "要点", "任务", "单位"],
        ["一、公开", "（一）目录", "1.更新目录，做到应公开尽公开。", "办公室"],
        ["", "", "2.核对目录，每季度检查一次。", "各科室"],
        ["", "（二）年报", "3.编制年报，按时报送并公布。", "法规科"],
        ["二、保障", "", "4.落实经费，列入年度预算。", "财务科"],
        ["", "（一）培训", "5.组织培训，做好学习记录。", "人事科"],
    ]
    assert printed(only_table(read_text(as_cells_before_pipes(rows)))) == rows


def test_headings_without_numbers_in_a_stream_of_cells() -> None:
    rows = [["工作要求", "序号", "具体任务", "责任单位", "备注"]]
    for number, heading in enumerate(["夯实基础工作", "", "强化监督问效", "", "", "加强组织保障", ""], 1):
        rows.append(
            [heading, str(number), f"更新第{number}类目录，按季核对并公布结果。", "办公室、法规科", ""]
        )
    assert printed(only_table(read_text(as_cells_before_pipes(rows)))) == rows


def test_header_again_after_the_break_of_a_page() -> None:
    rows = [*TABLE[:3], HEADER, *TABLE[3:]]
    for shape in (as_cells_before_pipes, as_cells_between_pipes, as_bare_cells, as_pipe_rows):
        assert printed(only_table(read_text(shape(rows)))) == rows


def test_dash_of_an_empty_cell_is_no_ruling_line() -> None:
    rows = [["序号", "具体任务", "牵头单位", "配合单位"]]
    rows += [[str(number), "更新目录，按季核对并公布。", "办公室", "—"] for number in range(1, 6)]
    assert printed(only_table(read_text(as_cells_before_pipes(rows)))) == rows


def test_rows_cut_off_at_the_right() -> None:
    rows = [["序号", "具体任务", "牵头单位", "配合单位", "备注"]]
    rows += [[str(number), "更新目录，按季核对并公布。", "办公室", "各科室", ""] for number in range(1, 6)]
    text = "\n".join("\t".join(row).rstrip("\t") for row in rows)
    assert printed(only_table(read_text(text))) == rows


def test_stream_without_a_header() -> None:
    table = printed(only_table(read_text(as_cells_before_pipes(BODY))))
    assert [row[-3:] for row in table if row[0] is not None and row[-1] != "<"] == [row[1:] for row in BODY]


def test_rows_short_of_merged_leading_cells() -> None:
    lines = as_tab_rows(TABLE).split("\n")
    text = "\n".join(line.lstrip("\t") for line in lines)
    assert printed(only_table(read_text(text))) == TABLE


def test_rows_pasted_from_a_spreadsheet() -> None:
    text = '要求\t任务\t单位\n一、公开\t"1.更新目录\n2.发布年报"\t办公室\n二、保障\t落实经费\t财务科'
    assert printed(only_table(read_text(text)))[1] == ["一、公开", "1.更新目录\n2.发布年报", "办公室"]


def test_drawn_lines() -> None:
    text = "┌──┬──┬──┐\n│要求│任务│单位│\n├──┼──┼──┤\n│公开│目录│办公室│\n│保障│经费│财务科│\n└──┴──┴──┘"
    assert printed(only_table(read_text(text))) == [
        ["要求", "任务", "单位"],
        ["公开", "目录", "办公室"],
        ["保障", "经费", "财务科"],
    ]


def test_running_text_stays_running_text() -> None:
    text = "一、总体要求\n\n（一）办公室要落实责任。\n第二行也是正文。\n\n二、保障措施\n各科室应当配合。"
    document = read_text(text)
    assert not list(document.tables)
    assert paragraphs(document) == [line for line in text.split("\n") if line]


WORDS = st.text(st.sampled_from("公开目录年报经费办科室落实责任"), min_size=1, max_size=12)


@given(st.lists(st.lists(WORDS, min_size=4, max_size=4), min_size=3, max_size=8))
def test_ruled_rows_come_back_whatever_they_say(rows: list[list[str]]) -> None:
    for shape in (as_tabbed_cells, as_tab_rows, as_pipe_rows, as_markdown):
        assert printed(only_table(read_text(shape(rows)))) == rows


@settings(max_examples=200)
@given(st.text(st.sampled_from("一、（）1.2|\t\n 公开办公室12月底前-│，\"'<>p"), max_size=120))
def test_no_word_is_lost_and_nothing_crashes(text: str) -> None:
    if not text.strip():
        return
    kept = "".join(
        block.text if isinstance(block, Paragraph) else "".join(cell.text for cell in block.cells)
        for block in read_text("甲\n" + text).blocks
    )
    for letter in "公开办公室月底前":
        assert kept.count(letter) >= text.count(letter)
