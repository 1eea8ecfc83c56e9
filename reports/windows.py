"""Parts of a year that papers tell of: quarters, halves, the year.  Pure."""

from __future__ import annotations

import datetime as dt
import re

from common.dates import QUARTER_WORDS, quarter_end, quarter_start
from reports.shares import Window

_QUARTER = re.compile(r"(20\d\d)Q([1-4])")
_HALF = re.compile(r"(20\d\d)H([12])")


def window_of(key: str) -> Window | None:
    """“2026Q3”, “2026H1”; None for everything, also where the key says nothing."""
    if found := _QUARTER.fullmatch(key):
        year, quarter = int(found[1]), int(found[2])
        return Window(quarter_start(year, quarter), quarter_end(year, quarter))
    if found := _HALF.fullmatch(key):
        year, half = int(found[1]), int(found[2])
        return Window(dt.date(year, half * 6 - 5, 1), quarter_end(year, half * 2))
    return None


def choices(year: int) -> list[tuple[str, str]]:
    """(key, words) of a year's parts; the empty key is everything."""
    quarters = [(f"{year}Q{number}", f"{year}年{word}") for number, word in enumerate(QUARTER_WORDS, 1)]
    return [("", "全部"), *quarters, (f"{year}H1", f"{year}年上半年"), (f"{year}H2", f"{year}年下半年")]
