"""Cells one after another with nothing between rows: a cell a line, or cells ended by pipes.

Where rows begin is found from the cells themselves.  A row may lack cells that were merged or blank, and a
heading may stand alone; what repeats are the columns.  The width comes from the header where there is one,
else from what repeats best.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from math import inf, log

from common.uploads.limits import Limits
from importer.grid import Table
from importer.readers.columns import STAY, Columns
from importer.readers.profiles import ITEM, SECTION, numbering, title_kind
from importer.readers.text_lines import Line, Row, table_of

_TITLE = 14  # characters; a longer cell is no column title
_WIDEST = 10
_SAMPLE, _LEARN_FROM = 400, 1500
_ROUNDS = 6
_COLUMN = 2.0  # more columns always fit better; each has to earn its keep


def read(cells: list[Line], limits: Limits, *, lines: bool = False) -> Table:
    """Cells with the line that each begins on, as one table; with ``lines``, a cell may have several."""
    header = header_size(cells)
    titles = [cell.text for cell in cells[:header]]
    parts = list(_between_headers(cells[header:], titles))
    model = _best_model([cell for part in parts for cell in part], titles, lines)
    rows: list[Row] = []
    for part in parts:
        # The header again, as after the break of a page, stands before every part but the first.
        number = part[0].number if rows else cells[0].number
        rows.extend(Row(number, row) for row in _header_rows(titles, model.width))
        rows.extend(_Path(model, lines).rows(part))
    return table_of(rows, model.width, limits)


def _between_headers(cells: list[Line], titles: list[str]) -> Iterator[list[Line]]:
    """The cells between one header and the next."""
    size = len(titles)
    start = index = 0
    while titles and index + size <= len(cells):
        if [cell.text for cell in cells[index : index + size]] == titles:
            if index > start:
                yield cells[start:index]
            index += size
            start = index
        else:
            index += 1
    if start < len(cells):
        yield cells[start:]


def header_size(cells: Sequence[Line]) -> int:
    """How many column titles stand before the first numbered cell; 0 where there is no header."""
    size = 0
    for cell in cells[: _WIDEST + 3]:
        if numbering(cell.text) not in ("none", "blank") or not cell.text or len(cell.text) > _TITLE:
            break
        if cell.text[-1] in "。；：":
            break
        size += 1
    usual = [index + 1 for index in range(size) if title_kind(cells[index].text)]
    # A first heading without a number may be as short as a title; the last usual title ends the header.
    size = usual[-1] if usual else size
    return size if size >= 2 else 0


def _header_rows(titles: list[str], width: int) -> list[list[str]]:
    """Titles of two lines come as one more cell than there are columns: the parent of the last two."""
    if len(titles) <= width:
        return [titles] if titles else []
    upper = width - (len(titles) - width)
    return [[*titles[:upper], *[""] * (width - upper)], [*[""] * (upper - 1), *titles[upper:]][-width:]]


def _widths(titles: list[str]) -> list[int]:
    """As many columns as titles; or one less, where a title for units may stand above two others."""
    size = len(titles)
    kinds = [title_kind(title) for title in titles]
    above = any(kinds[index : index + 3] == ["unit"] * 3 for index in range(size))
    return [width for width in (size, size - 1 if above else 0) if width > 1]


def _best_model(cells: list[Line], titles: list[str], lines: bool) -> Columns:
    widths = _widths(titles) or range(2, min(_WIDEST, len(cells)) + 1)
    sample = cells[:_SAMPLE]
    models = []
    for width in widths:
        given = titles if len(titles) == width else [*titles[: width - 2], *titles[-2:]]
        for guess in _guesses([cell.text for cell in sample], width):
            models.append(_settled(Columns(width, given), sample, guess, lines))
    _, model = min(models, key=lambda found: found[0])
    if len(cells) > _SAMPLE:
        model.learn([row.cells for row in _Path(model, lines).rows(cells[:_LEARN_FROM])])
    return model


def _settled(model: Columns, cells: list[Line], columns: list[int], lines: bool) -> tuple[float, Columns]:
    """Placing and learning in turn; the price of the end."""
    path = _Path(model, lines)
    texts = [cell.text for cell in cells]
    for _ in range(_ROUNDS):
        model.learn([row.cells for row in path.rows(cells, columns)])
        again = path.of(texts)
        if again == columns:
            break
        columns = again
    return path.price + _COLUMN * model.width * log(len(cells) + 1), model


class _Path:
    """The cheapest column of every cell (Viterbi), and the rows that follow from it."""

    def __init__(self, model: Columns, lines: bool) -> None:
        self._model = model
        self._stay = STAY if lines else inf
        self.price = inf

    def of(self, texts: Sequence[str]) -> list[int]:
        model, states = self._model, range(self._model.width + 1)
        starts = [model.start(column) for column in states]
        ends = [model.end(column) for column in states]
        costs = [starts[column] + model.cost(texts[0], column) for column in states]
        trail: list[list[int]] = []
        for text in texts[1:]:
            ended, last = min((costs[before] + ends[before], before) for before in states)
            ways = [min((ended + starts[after], last), self._inside(costs, after)) for after in states]
            costs = [price + model.cost(text, after) for after, (price, _) in enumerate(ways)]
            trail.append([before for _, before in ways])
        column = min(states, key=lambda last: costs[last] + ends[last])
        self.price = costs[column] + ends[column]
        columns = [column]
        for line in reversed(trail):
            columns.append(line[columns[-1]])
        return columns[::-1]

    def _inside(self, costs: list[float], after: int) -> tuple[float, int]:
        """The cheapest way to a cell that goes on with the row before it."""
        if after == self._model.width:
            return inf, 0
        ways = [(costs[before] + self._model.between(before, after), before) for before in range(after)]
        ways.append((costs[after] + self._stay, after))
        return min(ways)

    def begins(self, before: int, column: int) -> bool:
        """Whether a cell in ``column`` right after one in ``before`` begins a row."""
        if self._model.width in (before, column) or column < before:
            return True
        return column == before and self._stay > self._model.end(before) + self._model.start(column)

    def rows(self, cells: Sequence[Line], columns: list[int] | None = None) -> list[Row]:
        """Rows of ``width`` cells, and headings of one."""
        width = self._model.width
        columns = self.of([cell.text for cell in cells]) if columns is None else columns
        rows: list[Row] = []
        before = width
        for cell, column in zip(cells, columns, strict=True):
            if column == width:
                rows.append(Row(cell.number, [cell.text]))
            else:
                if self.begins(before, column):
                    rows.append(Row(cell.number, [""] * width))
                row = rows[-1].cells
                row[column] = f"{row[column]}\n{cell.text}".strip("\n")
            before = column
        return rows


def _guesses(texts: list[str], width: int) -> Iterator[list[int]]:
    """First placings from which learning may start; the cheapest end wins."""
    yield [index % width for index in range(len(texts))]
    kinds = [kind for kind in SECTION if any(numbering(text) == kind for text in texts)]
    for leading in range(min(len(kinds), width - 1) + 1):
        yield list(_by_period(texts, width, kinds, leading))
    anchors = Counter(kind for text in texts if (kind := numbering(text)) in ITEM)
    if anchors:
        yield from _by_anchor(texts, width, anchors.most_common(1)[0][0])


def _by_period(texts: list[str], width: int, kinds: list[str], leading: int) -> Iterator[int]:
    """Numbered headings aside, cells repeat; the last ``leading`` kinds of heading have their own columns."""
    columns = dict(zip(kinds[len(kinds) - leading :], range(leading), strict=True))
    index = 0
    for text in texts:
        kind = numbering(text)
        if kind in kinds:
            yield columns.get(kind, width)
        else:
            yield leading + index % (width - leading)
            index += 1


def _by_anchor(texts: list[str], width: int, kind: str) -> Iterator[list[int]]:
    """Every row has one cell numbered so; what exceeds the usual distance belongs before the next one."""
    places = [index for index, text in enumerate(texts) if numbering(text) == kind]
    gaps = Counter(after - before for before, after in zip(places, places[1:], strict=False))
    for usual, _ in gaps.most_common(3):
        for anchor in range(max(width - usual, 0) + 1):
            yield list(_around(places, len(texts), width, usual, anchor))


def _around(places: list[int], count: int, width: int, usual: int, anchor: int) -> Iterator[int]:
    """Columns of cells by their distance from the anchors, which stand in column ``anchor``."""
    for index in range(count):
        following = bisect_right(places, index)
        behind = index - places[following - 1] if following else width
        ahead = (places[following] if following < len(places) else count) - index
        if behind < usual and anchor + behind < width:
            yield anchor + behind
        else:
            yield anchor - ahead if ahead <= anchor else width
