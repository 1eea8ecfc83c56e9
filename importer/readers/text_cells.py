"""A cell a line: ended by a pipe, or by a pipe on the next line, or with blank lines between the rows."""

from __future__ import annotations

from collections.abc import Iterator

from common.uploads.limits import Limits
from importer.grid import Block
from importer.readers import text_stream
from importer.readers.columns import settle
from importer.readers.profiles import is_header, title_kind
from importer.readers.text_lines import Line, Row, blocks_of, paragraphs, usual

_FEWEST_ROWS = 3
_LATEST_HEADER = 60  # lines; a notice may stand before the table


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
    """Several groups of several lines, below one that reads like column titles or mostly of one size."""
    groups = groups_of(lines)
    header = _header_of(groups)
    if header is None:
        return False
    return sum(1 for group in groups[header + 1 :] if len(group) > 1) >= _FEWEST_ROWS


def _header_of(groups: list[list[Line]]) -> int | None:
    """The first group that reads like column titles, or else the first of as many lines as is usual."""
    for index, group in enumerate(groups):
        if is_header([line.text for line in group]):
            return index
    sizes = [len(group) for group in groups]
    width = usual(sizes)
    same = sizes.count(width)
    if 2 <= width <= 12 and same > _FEWEST_ROWS and 2 * same > sum(1 for size in sizes if size > 1):
        return sizes.index(width)
    return None


def read_groups(lines: list[Line], limits: Limits) -> Iterator[Block]:
    groups = groups_of(lines)
    header = _header_of(groups) or 0
    width = len(groups[header])
    texts = settle([[line.text.strip() for line in group] for group in groups[header:]], width)
    rows = [Row(group[0].number, cells) for group, cells in zip(groups[header:], texts, strict=True)]
    for group in groups[:header]:
        yield from paragraphs(group)
    yield from blocks_of(rows, width, limits)


def fits_lines(lines: list[Line]) -> bool:
    """Nothing but lines: column titles one under the other, and below them several times as many cells."""
    found = [line for line in lines if not line.blank]
    start = _titles_at(found)
    if start is None:
        return False
    return len(found) - start >= 3 * text_stream.header_size(found[start:])


def _titles_at(lines: list[Line]) -> int | None:
    """Where at least three titles of different kinds stand one under the other."""
    kinds = [title_kind(line.text.strip()) for line in lines[:_LATEST_HEADER]]
    for index in range(len(kinds) - 2):
        several = kinds[index : index + 3]
        if None not in several and len(set(several)) > 1:
            while index and kinds[index - 1]:
                index -= 1
            return index
    return None


def read_lines(lines: list[Line], limits: Limits) -> Iterator[Block]:
    found = [Line(line.number, line.text.strip()) for line in lines if not line.blank]
    start = _titles_at(found) or 0
    yield from paragraphs(found[:start])
    yield text_stream.read(found[start:], limits, lines=True)
