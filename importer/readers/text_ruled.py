"""A row a line, its cells parted by pipes or tabs: Markdown tables, rows pasted from a spreadsheet."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO

from common.uploads.limits import Limits
from importer.grid import Block
from importer.readers.columns import settle
from importer.readers.text_lines import Line, Row, blocks_of, paragraphs, width_of

_RULE = re.compile(r"[\s|:+=\-─━┄┈—┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬═]+")
_DRAWN = re.compile(r"-{2}|={2}|[─━┄┈┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬═]")  # a single dash stands in empty cells
_PIPES = str.maketrans({"│": "|", "┃": "|", "║": "|", "｜": "|"})
_ESCAPED_PIPE = "\ue000"
_MOST = 0.6


def unify(lines: list[Line]) -> list[Line]:
    """Drawn lines become pipes, if there are more of them than of pipes; ruling lines go."""
    drawn = sum(1 for line in lines if line.text.translate(_PIPES).count("|") > line.text.count("|"))
    if drawn >= 3:
        lines = [Line(line.number, line.text.translate(_PIPES)) for line in lines]
    return [
        Line(line.number, "") if _DRAWN.search(line.text) and _RULE.fullmatch(line.text) else line
        for line in lines
    ]


def fits_pipes(lines: list[Line]) -> bool:
    piped = [line.text.strip() for line in lines if "|" in line.text]
    several = sum(1 for text in piped if text.strip("|").count("|"))
    return several >= 2 and several >= 0.5 * len(piped)


def fits_tabs(lines: list[Line]) -> bool:
    return sum(1 for line in lines if "\t" in line.text.rstrip()) >= 2


def read_pipes(lines: list[Line], limits: Limits) -> Iterator[Block]:
    used = [line for line in lines if "|" in line.text]
    after = sum(line.text.rstrip().endswith("|") for line in used) > _MOST * len(used)
    before = _begins_with_pipe(used)
    first, last = used[0].number, used[-1].number
    yield from paragraphs(line for line in lines if line.number < first)
    region = [line for line in lines if first <= line.number <= last and not line.blank]
    whole = _joined(region, before, after) if before or after else region
    rows = [Row(line.number, _pipe_cells(line.text, before, after)) for line in whole]
    yield from _blocks(rows, limits)
    yield from paragraphs(line for line in lines if line.number > last)


def _begins_with_pipe(lines: list[Line]) -> bool:
    """Whether the first pipe of a line only opens it: a blank first cell looks the same in a single line."""
    opening = sum(line.text.lstrip().startswith("|") for line in lines)
    if opening <= _MOST * len(lines):
        return False
    # Where lines without an opening pipe have as many pipes as the others, it parts cells.
    counts = {line.text.count("|") for line in lines if not line.text.lstrip().startswith("|")}
    return not counts & {line.text.count("|") for line in lines if line.text.lstrip().startswith("|")}


def _pipe_cells(text: str, before: bool, after: bool) -> list[str]:
    text = text.replace("\\|", _ESCAPED_PIPE)
    if before and text.lstrip().startswith("|"):
        text = text.lstrip()[1:]
    if after and text.rstrip().endswith("|"):
        text = text.rstrip()[:-1]
    return [cell.strip().replace(_ESCAPED_PIPE, "|").replace("<br>", "\n") for cell in text.split("|")]


def _joined(lines: list[Line], before: bool, after: bool) -> Iterator[Line]:
    """Lines of which one cell holds a line break, made one: a row starts or ends with a pipe."""
    open_: Line | None = None
    for line in lines:
        starts = before and line.text.lstrip().startswith("|")
        ends = after and line.text.rstrip().endswith("|")
        alone = "|" not in line.text
        if open_ is not None and (starts if before else "|" not in open_.text):
            yield open_
            open_ = None
        open_ = line if open_ is None else Line(open_.number, f"{open_.text}\n{line.text}")
        if ends or (alone and before and "|" not in open_.text):
            yield open_
            open_ = None
    if open_ is not None:
        yield open_


def read_tabs(lines: list[Line], limits: Limits) -> Iterator[Block]:
    used = [line for line in lines if "\t" in line.text.rstrip()]
    first, last = used[0].number, used[-1].number
    yield from paragraphs(line for line in lines if line.number < first)
    region = [line for line in lines if first <= line.number <= last]
    yield from _blocks(list(_tab_rows(region)), limits)
    yield from paragraphs(line for line in lines if line.number > last)


def _tab_rows(lines: list[Line]) -> Iterator[Row]:
    """Cells with line breaks stand in double quotes when a spreadsheet is pasted."""
    text = "\n".join(line.text for line in lines)
    if text.count('\t"') + text.count('\n"') == 0:
        yield from (Row(line.number, _cells(line.text.split("\t"))) for line in lines if line.text.strip(" "))
        return
    reader = csv.reader(StringIO(text), delimiter="\t")
    number = lines[0].number
    for cells in reader:
        if cells:
            yield Row(number, _cells(cells))
        number = lines[0].number + reader.line_num


def _cells(cells: list[str]) -> list[str]:
    return [cell.strip() for cell in cells]


def _blocks(rows: list[Row], limits: Limits) -> Iterator[Block]:
    rows = [row for row in rows if any(row.cells)]
    width = width_of([row.cells for row in rows])
    if width < 2:
        yield from paragraphs(Line(row.number, " ".join(row.cells)) for row in rows)
        return
    texts = settle([row.cells for row in rows], width)
    yield from blocks_of(
        [Row(row.number, cells) for row, cells in zip(rows, texts, strict=True)], width, limits
    )
