"""Cells one after another with nothing between rows: a cell a line, or cells ended by pipes.

Where rows begin is found from the cells themselves.  A row may lack leading cells (they were merged) and a
heading may stand alone; what repeats, cell for cell, are the columns.  The width comes from the header where
there is one, else from what repeats best.
"""

from __future__ import annotations

from math import inf, log

from importer.grid import Table
from importer.readers.profiles import LEAD, SECTION, SKIP, Profile, numbering
from importer.readers.source import Limits
from importer.readers.text_lines import Line, Row, table_of

_HEADER_CELL = 14  # characters; a longer cell is no column title
_WIDEST = 9
_LEARN_FROM = 1500
_ROUNDS = 6
_ALONE = 1.5  # the price of a heading row of its own


def read(cells: list[Line], limits: Limits) -> Table:
    """Cells with the line that each begins on, as one table."""
    header = header_width(cells)
    body = cells[header:]
    texts = [cell.text for cell in body]
    widths = [header] if header else range(2, min(_WIDEST, len(texts)) + 1)
    model = min(
        (_learn(texts[:_LEARN_FROM], width, bool(header)) for width in widths), key=lambda model: model.price
    )
    rows = [Row(cells[0].number, [cell.text for cell in cells[:header]])] if header else []
    rows.extend(_rows(body, model.assign(texts), model.width))
    return table_of(rows, model.width, limits)


def _rows(cells: list[Line], columns: list[int], width: int) -> list[Row]:
    rows: list[Row] = []
    previous = width
    for cell, column in zip(cells, columns, strict=True):
        if column == width:
            rows.append(Row(cell.number, [cell.text]))
        elif previous == width or column <= previous:
            rows.append(Row(cell.number, [""] * column + [cell.text]))
        else:
            rows[-1].cells.extend([""] * (column - len(rows[-1].cells)) + [cell.text])
        previous = column
    for row in rows:
        if len(row.cells) > 1:
            row.cells.extend([""] * (width - len(row.cells)))
    return rows


def header_width(cells: list[Line]) -> int:
    """How many short cells stand before the first numbered one; 0 where that is no header."""
    for count, cell in enumerate(cells[: _WIDEST + 3]):
        if numbering(cell.text) not in ("none", "blank"):
            return count if count >= 2 else 0
        if len(cell.text) > _HEADER_CELL or not cell.text or cell.text[-1] in "。；：":
            return 0
    return 0


class _Model:
    """Profiles of the columns and, last, of headings that stand alone in a row."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.profiles = [Profile() for _ in range(width + 1)]
        self.price = inf

    def learn(self, texts: list[str], columns: list[int]) -> None:
        self.profiles = [Profile() for _ in range(self.width + 1)]
        for text, column in zip(texts, columns, strict=True):
            self.profiles[column].add(text)

    def assign(self, texts: list[str]) -> list[int]:
        """The cheapest column of every cell (Viterbi); ``width`` means alone in its row."""
        states = range(self.width + 1)
        steps = [[(_step(before, after, self.width), before) for before in states] for after in states]
        costs = [_start(column, self.width) + self._cost(texts[0], column) for column in states]
        trail: list[list[int]] = []
        for text in texts[1:]:
            line, following = [], []
            for after in states:
                price, before = min((costs[before] + step, before) for step, before in steps[after])
                following.append(price + self._cost(text, after))
                line.append(before)
            costs = following
            trail.append(line)
        column = min(states, key=lambda last: costs[last] + _end(last, self.width))
        self.price = costs[column] + _end(column, self.width)
        columns = [column]
        for line in reversed(trail):
            columns.append(line[columns[-1]])
        return columns[::-1]

    def _cost(self, text: str, column: int) -> float:
        if not text:
            return 0.5 if column < self.width else inf
        cost = self.profiles[column].cost(text)
        if column == self.width and numbering(text) not in SECTION:
            cost += 2 * SKIP
        return cost


def _step(before: int, after: int, width: int) -> float:
    """The price of a cell in column ``after`` right behind one in ``before``."""
    if before < after < width:
        return SKIP * (after - before - 1)
    return _end(before, width) + _start(after, width)


def _start(column: int, width: int) -> float:
    return _ALONE if column == width else LEAD * column


def _end(column: int, width: int) -> float:
    return 0.0 if column == width else SKIP * (width - 1 - column)


def _learn(texts: list[str], width: int, known: bool) -> _Model:
    """Profiles that settle when cells are placed by them, from a first guess by what repeats."""
    model = _Model(width)
    columns = _first_guess(texts, width, exact=not known)
    for _ in range(_ROUNDS):
        model.learn(texts, columns)
        settled = model.assign(texts)
        if settled == columns:
            break
        columns = settled
    # More columns always fit better; each has to earn its keep.
    model.price += 2.0 * width * log(len(texts) + 1)
    return model


def _first_guess(texts: list[str], width: int, *, exact: bool) -> list[int]:
    """Numbered headings aside, the cells repeat with some period up to the width."""
    kinds = [kind for kind in SECTION if any(numbering(text) == kind for text in texts)]
    rest = [text for text in texts if numbering(text) not in kinds]
    periods = [width] if exact else [period for period in range(width, 0, -1) if width - period <= len(kinds)]
    period = min(periods, key=lambda period: _disorder(rest, period))
    leading = dict(zip(kinds[-(width - period) :] if width > period else [], range(width), strict=False))
    columns = []
    index = 0
    for text in texts:
        kind = numbering(text)
        if kind in kinds:
            columns.append(leading.get(kind, width))
        else:
            columns.append(width - period + index % period)
            index += 1
    return columns


def _disorder(texts: list[str], period: int) -> float:
    """How mixed the columns are when every ``period`` cells make a row."""
    profiles = [Profile(texts[start::period]) for start in range(period)]
    price = sum(profiles[index % period].cost(text) for index, text in enumerate(texts))
    return price + 2.0 * period * log(len(texts) + 1)
