"""Which column a cell belongs to when cells are missing: learnt from the table itself.

Copied text loses merged and blank cells.  A model of the columns — what their cells look like, how often they
are blank, what their titles promise — places what is left; placing and learning take turns until both agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, log

from importer.readers.profiles import SECTION, Profile, numbering, promise, title_kind

STAY = 3.0  # the price of two lines in one cell
_NO_SECTION = 6.0  # the price of a heading of its own that is not numbered like one
_BLANK_LEADING, _BLANK_OTHER, _ROWS = 1.0, 0.2, 2.0  # how often columns are blank, before anything is known
_ROUNDS = 5
_ENOUGH = 3


class Columns:
    """Columns 0 … width - 1, and ``width`` for a heading alone in its row."""

    def __init__(self, width: int, titles: Sequence[str] = ()) -> None:
        self.width = width
        self._titles = [title_kind(title) for title in titles] if len(titles) == width else [None] * width
        self.learn([])

    def learn(self, rows: Sequence[Sequence[str]]) -> None:
        """From rows of ``width`` cells and headings of one cell."""
        self._profiles = [Profile() for _ in range(self.width + 1)]
        blank = [0] * self.width
        alone = 0
        for row in rows:
            if len(row) == 1:
                alone += 1
                self._profiles[self.width].add(row[0])
                continue
            for column, text in enumerate(row):
                if text.strip():
                    self._profiles[column].add(text)
                else:
                    blank[column] += 1
        whole = len(rows) - alone
        chances = [
            (count + (_BLANK_LEADING if 2 * column < self.width else _BLANK_OTHER)) / (whole + _ROWS)
            for column, count in enumerate(blank)
        ]
        self._kept = [-log(1 - chance) for chance in chances]
        skips = [-log(chance) for chance in chances]
        self._skipped = [sum(skips[:column]) for column in range(self.width + 1)]
        chance = (alone + 0.5) / (len(rows) + 1.5)
        self._alone, self._whole = -log(chance), -log(1 - chance)

    def cost(self, text: str, column: int) -> float:
        """The price of a cell in a column."""
        if column == self.width:
            strange = 0.0 if numbering(text) in SECTION else _NO_SECTION
            return self._profiles[column].cost(text) + strange if text.strip() else inf
        if not text.strip():
            return self._skipped[column + 1] - self._skipped[column]
        return self._kept[column] + self._profiles[column].cost(text) + promise(self._titles[column], text)

    def between(self, before: int, after: int) -> float:
        """The price of the columns left blank between two cells of a row."""
        return self._skipped[after] - self._skipped[before + 1]

    def start(self, column: int) -> float:
        """The price of a row that begins in this column."""
        return self._alone if column == self.width else self._whole + self._skipped[column]

    def end(self, column: int) -> float:
        """The price of a row that ends in this column."""
        return 0.0 if column == self.width else self._skipped[self.width] - self._skipped[column + 1]

    def price(self, row: Sequence[str]) -> float:
        """The price of a whole row."""
        return self._whole + sum(self.cost(text, column) for column, text in enumerate(row))

    def place(self, cells: Sequence[str]) -> list[str]:
        """The cells of one row, order kept, each under the column it is most like; several may share one."""
        best: list[list[tuple[float, int]]] = []
        for text in cells:
            line = []
            for column in range(self.width):
                price, earlier = self._best_before(best[-1], column) if best else (self.start(column), -1)
                line.append((price + self.cost(text, column), earlier))
            best.append(line)
        row = [""] * self.width
        column = min(range(self.width), key=lambda last: best[-1][last][0] + self.end(last))
        for index in range(len(cells) - 1, -1, -1):
            row[column] = f"{cells[index]}\n{row[column]}".strip("\n")
            column = best[index][column][1]
        return row

    def _best_before(self, line: list[tuple[float, int]], column: int) -> tuple[float, int]:
        return min(
            (line[earlier][0] + (STAY if earlier == column else self.between(earlier, column)), earlier)
            for earlier in range(column + 1)
        )


def settle(rows: Sequence[list[str]], width: int) -> list[list[str]]:
    """Rows of any length, made ``width`` cells long; headings of one cell stay as they are.

    Cells are missing at the left (merged) or at the right (cut off): learning starts from both ways.
    """
    if all(len(row) in (1, width) for row in rows):
        return list(rows)
    left = [row if len(row) == 1 else [*[""] * (width - len(row)), *row][-width:] for row in rows]
    right = [row if len(row) == 1 else [*row, *[""] * (width - len(row))][:width] for row in rows]
    return min((_settled(rows, width, start) for start in (left, right)), key=lambda found: found[0])[1]


def _settled(rows: Sequence[list[str]], width: int, placed: list[list[str]]) -> tuple[float, list[list[str]]]:
    whole = [row for row in rows if len(row) == width]
    model = Columns(width, whole[0] if whole else ())
    model.learn(whole if len(whole) > _ENOUGH else placed)
    for _ in range(_ROUNDS):
        again = [row if len(row) in (1, width) else model.place(row) for row in rows]
        if again == placed:
            break
        placed = again
        model.learn(placed)
    return sum(model.price(row) for row in placed if len(row) > 1), placed
