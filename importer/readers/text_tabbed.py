"""A cell a line, each behind a tab; a line without a tab goes on with the cell; blank lines part rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from common.uploads.limits import Limits
from importer.grid import Block
from importer.readers.columns import settle
from importer.readers.text_lines import Line, Row, blocks_of, paragraphs, width_of


@dataclass(slots=True)
class _Group:
    """Lines between blank lines: first those without a cell, then cells."""

    number: int
    loose: list[Line] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


def fits(lines: list[Line]) -> bool:
    tabbed = [line.text for line in lines if "\t" in line.text]
    single = sum(1 for text in tabbed if text.startswith("\t") and "\t" not in text[1:].rstrip("\t"))
    return len(tabbed) >= 4 and single >= 0.8 * len(tabbed)


def read(lines: list[Line], limits: Limits) -> Iterator[Block]:
    groups = list(_groups(lines))
    width = width_of([group.cells for group in groups])
    if width < 2:
        yield from paragraphs(lines)
        return
    _mend(groups, width)
    rows: list[Row] = []
    for group in groups:
        rows.extend(Row(line.number, [line.text.strip()]) for line in group.loose)
        for start in range(0, len(group.cells), width):
            cells = group.cells[start : start + width]
            if len(cells) > 1 or cells[0]:
                rows.append(Row(group.number + len(group.loose) + start, cells))
    texts = settle([row.cells for row in rows], width)
    yield from blocks_of(
        [Row(row.number, cells) for row, cells in zip(rows, texts, strict=True)], width, limits
    )


def _groups(lines: list[Line]) -> Iterator[_Group]:
    group: _Group | None = None
    for line in lines:
        if line.text.startswith("\t"):
            group = group or _Group(line.number)
            group.cells.append(line.text.strip())
        elif line.blank:
            if group is not None:
                yield group
            group = None
        else:
            group = group or _Group(line.number)
            if group.cells:
                group.cells[-1] = f"{group.cells[-1]}\n{line.text.strip()}".strip("\n")
            else:
                group.loose.append(line)
    if group is not None:
        yield group


def _mend(groups: list[_Group], width: int) -> None:
    """Join a row that a blank line inside one of its cells has cut in two."""
    for earlier, later in zip(groups, groups[1:], strict=False):
        if not 1 < len(earlier.cells) < width or len(earlier.cells) + len(later.cells) != width:
            continue
        more = "\n".join(line.text.strip() for line in later.loose)
        cells = [*earlier.cells[:-1], f"{earlier.cells[-1]}\n{more}".strip("\n"), *later.cells]
        earlier.cells, later.loose, later.cells = [], [], cells
        later.number, earlier.number = earlier.number, later.number
