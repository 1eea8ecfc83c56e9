"""The printed grid as JSON: every row has its anchor, pages part it without loss, merged cells stay whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from importer import source
from importer.grid import Cell, Document, Paragraph, Place, Table


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Three columns cut into merged cells of random heights."""
    height = draw(st.integers(1, 12))
    cells = []
    for column in range(3):
        row = 0
        while row < height:
            span = draw(st.integers(1, height - row))
            cells.append(Cell(f"{column}/{row}", row, column, span))
            row += span
    return Table(tuple(cells), tuple(Place(table=1, row=row + 1) for row in range(height)))


def printed(table: Table) -> dict[str, object]:
    return source.as_json(
        Document((Paragraph("标题", Place(line=1)), table, Paragraph(" ", Place(line=2))), "docx")
    )


def filled(rows: list[dict[str, object]]) -> list[list[str]]:
    """The text at each position of the grid that a browser would draw."""
    grid: dict[tuple[int, int], str] = {}
    for top, row in enumerate(rows):
        for text, column, height, width in row["cells"]:  # type: ignore[attr-defined]
            for y in range(top, top + height):
                for x in range(column, column + width):
                    assert (y, x) not in grid
                    grid[y, x] = text
    return [[grid[y, x] for x in range(3)] for y in range(len(rows))]


@given(tables())
def test_every_line_that_prints_something_has_an_anchor_of_its_own(table: Table) -> None:
    anchors = source.anchors(printed(table))
    places = [Place(line=1), *table.places]
    assert [anchors[source.place_key(place.as_json())] for place in places] == [
        "s1",
        *(f"s2-{row}" for row in range(1, table.row_count + 1)),
    ]


@given(tables(), st.data())
def test_two_pages_hold_every_row_once_and_draw_the_same_grid(table: Table, data: st.DataObject) -> None:
    last = data.draw(st.integers(0, table.row_count - 1), label="last row of the first page")
    whole = printed(table)
    border = table.places[last].as_json()
    following = table.places[min(last + 1, table.row_count - 1)].as_json()
    first = source.part_of(whole, None, border, None)
    second = source.part_of(whole, following, None, border) if last + 1 < table.row_count else []
    rows = [row for block in (*first, *second) for row in block["rows"] if block["is_table"]]
    assert [row["anchor"] for row in rows] == [f"s2-{row}" for row in range(1, table.row_count + 1)]
    drawn = [
        line
        for part in (first, second)
        for block in part
        if block["is_table"]
        for line in filled(block["rows"])
    ]
    assert drawn == [[cell.text if cell else "" for cell in row] for row in table.grid]


@given(tables())
def test_a_row_shared_by_two_pages_stands_on_both(table: Table) -> None:
    shared = table.places[-1].as_json()
    part = source.part_of(printed(table), shared, None, shared)
    assert [row["anchor"] for block in part for row in block["rows"]] == [f"s2-{table.row_count}"]


def test_an_unknown_place_shows_the_whole() -> None:
    table = Table((Cell("a", 0, 0),), (Place(table=1, row=1),))
    nowhere = Place(table=9, row=9).as_json()
    assert len(source.part_of(printed(table), nowhere, nowhere, None)) == 2
