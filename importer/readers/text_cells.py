"""A cell a line: ended by a pipe, or by a pipe on the next line, or with blank lines between the rows."""

from __future__ import annotations

from collections.abc import Iterator

from importer.grid import Block
from importer.readers import text_stream
from importer.readers.profiles import place, profiles_of
from importer.readers.source import Limits
from importer.readers.text_lines import Line, Row, blocks_of, paragraphs, usual

_FEWEST_ROWS = 3


def fits_pipes(lines: list[Line]) -> bool:
    return sum(1 for line in lines if "|" in line.text) >= 4


def read_pipes(lines: list[Line], limits: Limits) -> Iterator[Block]:
    piped = [index for index, line in enumerate(lines) if "|" in line.text]
    first, last = piped[0], piped[-1]
    if lines[first].text.strip() == "|":
        # The first cell stands on the line before its pipe.
        first = max((index for index in range(first) if not lines[index].blank), default=first)
    yield from paragraphs(lines[:first])
    cells = _cells(lines[first : last + 1])
    rest = lines[last + 1 :]
    yield text_stream.read(cells, limits)
    yield from paragraphs(rest)


def _cells(lines: list[Line]) -> list[Line]:
    cells: list[Line] = []
    held: list[Line] = []
    for line in lines:
        *ended, open_ = line.text.split("|")
        for text in ended:
            held.append(Line(line.number, text))
            cells.append(_joined(held))
            held = []
        if open_.strip():
            held.append(Line(line.number, open_))
    return cells


def _joined(held: list[Line]) -> Line:
    words = [line for line in held if line.text.strip()] or held
    return Line(words[0].number, "\n".join(line.text.strip() for line in words))


def groups_of(lines: list[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = [[]]
    for line in lines:
        if line.blank:
            groups.append([])
        else:
            groups[-1].append(line)
    return [group for group in groups if group]


def fits_groups(lines: list[Line]) -> bool:
    """Several groups of as many lines each, and few lines outside such groups."""
    sizes = [len(group) for group in groups_of(lines)]
    width = usual(sizes)
    same = sizes.count(width)
    return 2 <= width <= 12 and same >= _FEWEST_ROWS and 2 * same > sum(1 for size in sizes if size > 1)


def read_groups(lines: list[Line], limits: Limits) -> Iterator[Block]:
    groups = groups_of(lines)
    width = usual(len(group) for group in groups)
    texts = [[line.text.strip() for line in group] for group in groups]
    learnt = profiles_of(texts, width)
    rows = []
    for group, cells in zip(groups, texts, strict=True):
        if len(cells) not in (1, width):
            cells = place(cells, learnt)
        rows.append(Row(group[0].number, cells))
    yield from blocks_of(rows, width, limits)
