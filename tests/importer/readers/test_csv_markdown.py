"""CSV with any delimiter, Markdown without its signs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importer.grid import Paragraph
from importer.readers.registry import read
from tests.importer.readers.building import only_table, printed


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_delimiters_and_encodings(delimiter: str, encoding: str) -> None:
    rows = [["要求", "任务", "单位"], ["公开", "目录，每季一次", "办公室"], ["", "年报", "法规科"]]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    assert printed(only_table(read(data, "表.csv"))) == rows


def test_quoted_cells_keep_commas_and_lines() -> None:
    data = '要求,任务\n公开,"目录, 年报\n每季"\n保障,经费\n'.encode()
    table = only_table(read(data, "表.csv"))
    assert printed(table)[1] == ["公开", "目录, 年报\n每季"]
    assert [place.line for place in table.places] == [1, 2, 4]


def test_formulas_stay_text() -> None:
    data = "任务,单位\n=1+1,@办公室\n".encode()
    assert printed(only_table(read(data, "表.csv")))[1] == ["=1+1", "@办公室"]


def test_rows_of_one_width_need_no_extension() -> None:
    data = "要求,任务,单位\n公开,目录,办公室\n保障,经费,财务科\n".encode()
    assert read(data, "表.txt").reader == "csv"
    assert read("一,二,三,四\n办公室牵头,各科室配合\n".encode(), "表.txt").reader == "text"


def test_running_text_called_csv_is_text() -> None:
    assert read("这里没有表格。\n只有两行字。".encode(), "表.csv").reader == "text"


def test_markdown_signs_go() -> None:
    table = "| 任务 | 单位 |\n|:---|---:|\n| 目录<br>年报 | 办公室\\|科 |\n"
    data = f"# 方案\n\n> **总体**要求见[链接](http://127.0.0.1/)\n\n{table}"
    document = read(data.encode(), "方案.md")
    assert document.reader == "markdown"
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        "方案",
        "总体要求见链接",
    ]
    assert printed(only_table(document)) == [["任务", "单位"], ["目录\n年报", "办公室|科"]]


@given(
    st.lists(st.lists(st.text('甲乙",\n ，=', max_size=6), min_size=3, max_size=3), min_size=2, max_size=6)
)
def test_written_rows_come_back(rows: list[list[str]]) -> None:
    import csv
    from io import StringIO

    rows = [["要求", "任务", "单位"], *rows]
    buffer = StringIO()
    csv.writer(buffer).writerows(rows)
    kept = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    assert printed(only_table(read(buffer.getvalue().encode(), "表.csv"))) == kept
