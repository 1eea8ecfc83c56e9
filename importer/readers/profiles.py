"""How like a column a cell is: profiles learnt from the table itself, to tell where cells belong.

Texts lose the cells that were merged.  What is left is placed by likeness: numbering, length, dates and unit
endings of a cell against those of the other cells of a column.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log

SECTION = ("chapter", "chinese", "chinese_bracket")
_NUMBERING = (
    ("number", re.compile(r"[（(]?\d{1,4}[)）.．、]?")),
    ("chapter", re.compile(r"第[一二三四五六七八九十百\d]{1,4}[章节節部条條编編].*")),
    ("chinese", re.compile(r"[一二三四五六七八九十百]{1,4}\s*[、.．，,:：].*")),
    ("chinese_bracket", re.compile(r"[（(〔]\s*[一二三四五六七八九十百]{1,4}\s*[）)〕].*")),
    ("decimal", re.compile(r"\d{1,3}\s*[.．、](?!\d).*")),
    ("bracket", re.compile(r"[（(]\s*\d{1,3}\s*[）)].*|\d{1,3}\s*[）)].*|[①-⑳㉑-㉟⑴-⒇⒈-⒛].*")),
)
_DATE = re.compile(
    r"\d\s*[月日年]|[月年季日]度?[底末初]|季度|[上下]半年|[长長]期|全年|每年|持[续續]|常[态態]|[时時]限|印[发發]"
)
_UNIT = re.compile(
    r"[局委办辦科股室所院站队隊处處厅廳镇鎮乡鄉社会會部组組团團司党黨]$|中心$|[单單]位$|部[门門]$|[政党黨]府$|[街][道]$|[）)]$"
    r"|[牵牽][头頭]|配合|[落][实實]|分工"
)
_SMOOTH = 0.2
_WEIGHTS = (2.0, 1.0, 1.0, 1.0)  # numbering tells more than length
SKIP = 4.0  # the price of leaving a column blank in the middle of a row
STAY = 3.0  # the price of two lines in one cell
LEAD = 0.3  # the price of leaving a leading column blank: merged cells are most often those


@lru_cache(maxsize=4096)
def numbering(text: str) -> str:
    """Which kind of number a cell begins with; ``blank`` or ``none`` where there is none."""
    text = text.strip()
    if not text:
        return "blank"
    for kind, pattern in _NUMBERING:
        if pattern.match(text) if kind != "number" else pattern.fullmatch(text):
            return kind
    return "none"


@lru_cache(maxsize=4096)
def features(text: str) -> tuple[str, int, bool, bool]:
    """Numbering, length on a doubling scale, short date, unit-like."""
    text = text.strip()
    flat = text.replace("\n", "、")
    short = len(flat) <= 24
    return (
        numbering(flat),
        min(len(flat).bit_length(), 7),
        short and bool(_DATE.search(flat)),
        bool(_UNIT.search(flat.rstrip("。．.；;"))),
    )


class Profile:
    """What the cells of one column look like."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._counts: list[Counter[object]] = [Counter() for _ in range(4)]
        self._total = 0
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        self._total += 1
        for counter, value in zip(self._counts, features(text), strict=True):
            counter[value] += 1

    def cost(self, text: str) -> float:
        """How unlike this column the cell is: a negative log likelihood."""
        if not text.strip():
            return 0.0
        return sum(
            -weight * log((counter[value] + _SMOOTH) / (self._total + _SMOOTH * 6))
            for weight, counter, value in zip(_WEIGHTS, self._counts, features(text), strict=True)
        )


def profiles_of(rows: Iterable[Sequence[str]], width: int) -> list[Profile]:
    """One profile a column, from the rows that are complete."""
    found = [Profile() for _ in range(width)]
    for row in rows:
        if len(row) == width:
            for profile, text in zip(found, row, strict=True):
                profile.add(text)
    return found


def place(cells: Sequence[str], profiles: Sequence[Profile]) -> list[str]:
    """The cells of an incomplete or overfull row, each under the column that it is most like, order kept.

    Several cells may fall under one column (a cell of several lines); they are joined by ``\\n``.
    """
    width = len(profiles)
    best: list[list[tuple[float, int]]] = []
    for index, text in enumerate(cells):
        line = []
        for column, profile in enumerate(profiles):
            before = (LEAD * column, -1) if not index else _before(best[-1], column)
            line.append((before[0] + profile.cost(text), before[1]))
        best.append(line)
    row = [""] * width
    # Columns left blank at the end cost as much as those in the middle.
    column = min(range(width), key=lambda last: best[-1][last][0] + SKIP * (width - 1 - last))
    for index in range(len(cells) - 1, -1, -1):
        row[column] = cells[index] if not row[column] else f"{cells[index]}\n{row[column]}"
        column = best[index][column][1]
    return row


def _before(line: list[tuple[float, int]], column: int) -> tuple[float, int]:
    def price(earlier: int) -> float:
        step = STAY if earlier == column else SKIP * (column - earlier - 1)
        return line[earlier][0] + step

    earlier = min(range(column + 1), key=price)
    return price(earlier), earlier
