"""Any division of a grid into merged cells comes back from Word, HTML and Excel."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from common.uploads.errors import Refused
from common.uploads.limits import Limits
from importer.grid import Place
from importer.readers import grids
from importer.readers.registry import read
from tests.importer.readers.building import cell as word_cell
from tests.importer.readers.building import only_table, printed, word

Box = tuple[int, int, int, int]  # row, column, rows, columns


def test_merged_cells_are_limited() -> None:
    """Few words of markup may claim millions of positions."""

    def built(limit: int) -> None:
        builder = grids.TableBuilder(Limits(merged_cells=limit))
        builder.start_row(Place(table=1, row=1))
        builder.put("甲", row_span=9_999, column_span=2)
        builder.put("乙", row_span=2)
        builder.start_row(Place(table=1, row=2))
        builder.build()

    built(4)
    with pytest.raises(Refused) as caught:
        built(3)
    assert caught.value.code == "too_complex"


@st.composite
def divisions(draw: st.DrawFn) -> tuple[int, int, list[Box]]:
    """A grid and the cells that cover it, row by row, without a gap or an overlap."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    taken: set[tuple[int, int]] = set()
    boxes: list[Box] = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            right = column
            most = draw(st.integers(1, width - column))
            while right < column + most and (row, right) not in taken:
                right += 1
            rows = draw(st.integers(1, height - row))
            boxes.append((row, column, rows, right - column))
            taken |= {
                (row + down, column + across) for down in range(rows) for across in range(right - column)
            }
    return height, width, boxes


def expected(height: int, width: int, boxes: list[Box]) -> list[list[str | None]]:
    """By the same rule as the readers: columns in which no cell starts are none."""
    starts = sorted({column for _, column, _, _ in boxes})
    lines: list[list[str | None]] = [[None] * width for _ in range(height)]
    for index, (row, column, rows, columns) in enumerate(boxes):
        for down in range(rows):
            for across in range(columns):
                lines[row + down][column + across] = "^" if down else "<" if across else f"甲{index}"
    return [[line[column] for column in starts] for line in lines]


def as_word(height: int, boxes: list[Box]) -> bytes:
    rows = []
    for row in range(height):
        cells = []
        for index, (top, left, count, columns) in sorted(enumerate(boxes), key=lambda item: item[1][1]):
            if not top <= row < top + count:
                continue
            merge = f'<w:vMerge w:val="{"restart" if row == top else "continue"}"/>' if count > 1 else ""
            text = f"甲{index}" if row == top else ""
            cells.append(word_cell(text, f'<w:gridSpan w:val="{columns}"/>{merge}'))
            assert left >= 0
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return word(f"<w:tbl>{''.join(rows)}</w:tbl>")


def as_page(height: int, boxes: list[Box]) -> bytes:
    rows = []
    for row in range(height):
        cells = "".join(
            f"<td rowspan={count} colspan={columns}>甲{index}</td>"
            for index, (top, _, count, columns) in enumerate(boxes)
            if top == row
        )
        rows.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(rows)}</table>".encode()


@given(divisions())
def test_merged_cells_come_back_from_word(division: tuple[int, int, list[Box]]) -> None:
    height, width, boxes = division
    assert printed(only_table(read(as_word(height, boxes)))) == expected(height, width, boxes)


@given(divisions())
def test_merged_cells_come_back_from_a_page(division: tuple[int, int, list[Box]]) -> None:
    height, width, boxes = division
    assert printed(only_table(read(as_page(height, boxes)))) == expected(height, width, boxes)


@given(divisions())
def test_merged_cells_come_back_from_a_workbook(division: tuple[int, int, list[Box]]) -> None:
    _, _, boxes = division
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        for index, (row, column, rows, columns) in enumerate(boxes):
            if rows * columns > 1:
                page.merge_range(row, column, row + rows - 1, column + columns - 1, f"甲{index}")
            else:
                page.write_string(row, column, f"甲{index}")
    table = only_table(read(buffer.getvalue()))
    # Rows in which no cell starts have no words of their own and are left out.
    kept = {row for row, _, _, _ in boxes}
    assert [place.row for place in table.places] == [row + 1 for row in sorted(kept)]
    assert [cell.text for cell in table.cells] == [f"甲{index}" for index in range(len(boxes))]
    assert all(item is not None for line in table.grid for item in line)


def test_limits_of_rows_and_columns() -> None:
    limits = Limits(rows=2, columns=3)
    with pytest.raises(Refused) as columns:
        grids.plain_table([["甲"] * 4], [Place(line=1)], limits)
    with pytest.raises(Refused) as rows:
        grids.plain_table([["甲"]] * 3, [Place(line=1)] * 3, limits)
    assert (columns.value.code, rows.value.code) == ("too_many_columns", "too_many_rows")
