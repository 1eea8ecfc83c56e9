"""XML of a table in a Word paper: heads repeated on every page, cells merged as printed, full width."""

from __future__ import annotations

from collections.abc import Iterator

from reports.exports import gb9704 as gb
from reports.exports.docx_text import paragraphs
from reports.tables import Table, runs

_CENTRE = '<w:jc w:val="center"/>'
WIDTH = gb.PAGE_HEIGHT - 2 * gb.WIDE_SIDE
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def table_xml(table: Table, namespaces: str) -> str:
    widths = _widths(table)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(cells) for cells in _rows(table, widths))
    return (
        f'<w:tbl {namespaces}><w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{_head(table, widths)}{rows}</w:tbl>"
    )


def _widths(table: Table) -> list[int]:
    whole = sum(column.width for column in table.columns)
    return [column.width * WIDTH // whole for column in table.columns]


def _head(table: Table, widths: list[int]) -> str:
    heads = [column.head for column in table.columns]
    wide = dict(runs([head or None for head in heads]))
    cells, index = [], 0
    while index < len(heads):
        last = wide.get(index, index)
        span = f'<w:gridSpan w:val="{last - index + 1}"/>' if last > index else ""
        cells.append(_cell(heads[index], sum(widths[index : last + 1]), "Head", span))
        index = last + 1
    return _row("".join(cells), "<w:cantSplit/><w:tblHeader/>")


def _row(cells: str, properties: str = "") -> str:
    """A row that is longer than a page must be allowed to break, so none is kept together but the head."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{cells}</w:tr>"


def _rows(table: Table, widths: list[int]) -> Iterator[str]:
    starts = {(each.first, each.column) for each in table.merges}
    merged = table.merged_cells()
    centred = [column.centred for column in table.columns]
    for number, row in enumerate(table.rows):
        cells = []
        for column, text in enumerate(row):
            merge = ""
            if (number, column) in merged:
                first = (number, column) in starts
                merge, text = ('<w:vMerge w:val="restart"/>', text) if first else ("<w:vMerge/>", "")
            cells.append(_cell(text, widths[column], "Cell", merge, centred=centred[column]))
        yield "".join(cells)


def _cell(text: str, width: int, style: str, merge: str, *, centred: bool = False) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraphs(text, style, _CENTRE if centred else '')}</w:tc>"
    )
