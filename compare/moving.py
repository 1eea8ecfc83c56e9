"""This year's words and deadlines as next year's.  Pure.

Only years near the plan's own move, and none within 《》 or 〔〕, which name another document, nor one that
says since when something holds.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from common.dates import in_year
from tasks.deadlines import Deadline

# How such a deadline was read, until a person writes another.
MOVED = "沿用上一年度的时限，顺延一年，请核对"
_NAMED = re.compile(r"《[^》]*》|〔[^〕]*〕|\[\d{4}\]|（[^（）]*号）")
_YEAR = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?=\s*年)(?!\s*年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:以来|起|以前|之前))"
)
# A year and the day of it.
_DAY = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<sign>[-./])(?=\d{1,2}(?P=sign)\d{1,2}(?!\d))")


def moved_text(text: str, year: int, step: int = 1) -> str:
    """``text`` of a plan for ``year`` with last year, this year and the next moved by ``step``."""
    parts, end = [], 0
    for named in _NAMED.finditer(text):
        parts += [_moved(text[end : named.start()], year, step), named[0]]
        end = named.end()
    return "".join([*parts, _moved(text[end:], year, step)])


def moved_title(title: str, year: int, step: int = 1) -> str:
    """A title prints its own name in 《》, and that year moves too."""
    return _moved(title, year, step)


def _moved(text: str, year: int, step: int) -> str:
    near = {str(year + each): str(year + each + step) for each in (-1, 0, 1)}
    for pattern in (_YEAR, _DAY):
        text = pattern.sub(
            lambda match: match[0].replace(match["year"], near.get(match["year"], match["year"])), text
        )
    return text


def moved_deadline(deadline: Deadline, year: int, step: int = 1) -> Deadline:
    """The same day ``step`` years on; days after issue, rhythms and long-term ones stay as they are."""
    text = moved_text(deadline.text, year, step) if deadline.text else deadline.text
    return replace(deadline, text=text, date=_later(deadline.date, step))


def _later(day: dt.date | None, step: int) -> dt.date | None:
    return in_year(day, day.year + step) if day else None
