"""Printed dates as expressions: what day a phrase ends on (domain: the table of deadlines).

Each form gives year (printed, relative to the plan's year, or none), month and day; the day is the last of
what is printed: a month's, a quarter's, 10 and 20 for the first and second ten days.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from importer.interpret.characters import HAN_DIGITS, han_to_int
from importer.interpret.clock import Clock, last_day, safe_date

_LAST = 31


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed.  ``year`` is None when not printed; ``years_on`` counts 次年 from the plan year."""

    text: str
    start: int
    end: int
    month: int
    day: int
    year: int | None = None
    years_on: int | None = None
    exact: bool = False
    """A day is printed, or an end (底, 末, 前): in running text only these are deadlines."""

    @property
    def has_year(self) -> bool:
        return self.year is not None or self.years_on is not None

    def resolve(self, clock: Clock) -> dt.date | None:
        if self.year is not None:
            return safe_date(self.year, self.month, self.day)
        if self.years_on is not None and clock.plan_year:
            return safe_date(clock.plan_year + self.years_on, self.month, self.day)
        return clock.next(self.month, self.day)


_N = f"(?:\\d{{1,2}}|[{HAN_DIGITS}]{{1,3}})"
_S = r"\s*"
_YEAR = (
    rf"(?:(?P<year>(?:20|19)\d{{2}}){_S}年度?{_S}|(?P<next>次年|翌年|来年|明年|下一?年度?){_S}(?:的{_S})?|"
    rf"(?P<this>今年|本年度?|当年|同年){_S}|(?P<every>每年度?|每一年){_S}的?{_S})"
)
_BEFORE = rf"(?:{_S}(?:之前|以前|前|内|以内|之内|止|截止))?"
_DASH = r"[-—–~～至到]{1,2}"
_MONTH_PART = "月底|月末|月份底|月份|月上旬|月中旬|月下旬|月初|月中|月"
_FORMS = (
    # 2024.12.15, 2024-11-20, 2024/3/1
    r"(?P<iso_year>(?:20|19)\d{2})[.\-/．](?P<iso_month>\d{1,2})[.\-/．](?P<iso_day>\d{1,2})(?!\d)",
    # 2024.12, 2024/3: the month's last day
    r"(?P<iso_year_month>(?:20|19)\d{2})[.\-/．](?P<iso_month_only>1[0-2]|0?[1-9])(?![\d.\-/．])",
    # a stretch of time ends on its last day: 9月—11月, 9月1日至10月15日, 1-6月
    rf"{_YEAR}?(?P<from_month>{_N}){_S}(?:月({_S}{_N}{_S}[日号])?)?{_S}{_DASH}{_S}(?:(?P<to_year>20\d{{2}}|次){_S}年{_S})?"
    rf"(?P<to_month>{_N}){_S}月(?:{_S}(?P<to_day>{_N}){_S}[日号])?",
    rf"{_YEAR}?(?P<month>{_N}){_S}月{_S}(?P<day>{_N}){_S}[日号]",
    rf"{_YEAR}?(?P<month_only>{_N}){_S}(?P<part>{_MONTH_PART})",
    rf"{_YEAR}?(?:第{_S})?(?P<quarter>[一二三四1-4]){_S}(?:个)?季度?(?P<quarter_end>末|底|内)?",
    rf"{_YEAR}?(?P<half>上半年|下半年|前半年|后半年)(?P<half_end>末|底|内)?",
    rf"{_YEAR}?(?<![{HAN_DIGITS}几半近多\d])(?:年(?P<year_end>底|末|终|内))",
    rf"{_YEAR}(?P<bare_end>底|末|内|以内|年底|年末|年内)",
)
_PATTERNS = tuple(re.compile(rf"(?<![\d.]){form}{_BEFORE}") for form in _FORMS)
# Every form holds one of these; most texts hold none.
_MAY_HOLD = re.compile(r"[月季年]|\d{4}[.\-/．]")
_WHOLE_YEAR = re.compile(
    rf"^(?:20\d{{2}}{_S}年?{_S}{_DASH}{_S})?(?P<year>20\d{{2}}){_S}年度?(?:{_S}(?:内|完成|底))?$"
)
# Only where it is all that a cell says: 6.30, 12/31前, 20240630.
_CELL = re.compile(
    rf"^(?:(?P<cell_month>\d{{1,2}})[.．/](?P<cell_day>\d{{1,2}})|(?P<cell_year>20\d{{2}})(?P<m>\d{{2}})(?P<d>\d{{2}})){_BEFORE}$"
)
_HAN_YEAR = re.compile("二[〇○零Oo0][一二三四五六七八九〇○零Oo0]{2}(?=\\s*年)")
_HAN_YEAR_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")
_TEN_DAYS = {"月上旬": 10, "月中旬": 20, "月初": 10, "月中": 15}


def find(text: str) -> list[PrintedDate]:
    """All dates printed in the text, in order, none within another."""
    if not _MAY_HOLD.search(text):
        return []
    text = _HAN_YEAR.sub(lambda match: match[0].translate(_HAN_YEAR_DIGITS), text)
    found: list[PrintedDate] = []
    taken = bytearray(len(text))
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            for printed in _read(match):
                found.append(printed)
                taken[start:end] = b"\1" * (end - start)
    return sorted(found, key=lambda printed: printed.start)


def whole_year(text: str) -> PrintedDate | None:
    """``2024年``, ``2024年度``: all a cell says, so the last day of that year."""
    match = _WHOLE_YEAR.match(text.strip())
    return PrintedDate(match[0], 0, match.end(), 12, _LAST, int(match["year"])) if match else None


def bare_day(text: str) -> PrintedDate | None:
    """``6.30``, ``20240630``: a day without the words for it, believed where a cell says nothing else."""
    match = _CELL.match(text.strip())
    if match is None:
        return None
    year = int(match["cell_year"]) if match["cell_year"] else None
    month, day = int(match["m"] or match["cell_month"]), int(match["d"] or match["cell_day"])
    if not 1 <= month <= 12 or not 1 <= day <= _LAST:
        return None
    return PrintedDate(text.strip(), 0, match.end(), month, day, year, None, exact=True)


def _read(match: re.Match[str]) -> Iterator[PrintedDate]:
    groups = match.groupdict()
    day = _month_and_day(groups)
    if day is None or not 1 <= day[0] <= 12 or not 1 <= day[1] <= _LAST:
        return
    text = match[0].strip()
    exact = bool(
        re.search("[日号底末前内止初中旬]", text)
        or groups.get("iso_day")
        or groups.get("year_end")
        or groups.get("bare_end")
    )
    yield PrintedDate(text, match.start(), match.end(), *day, *_year(groups), exact)


def _year(groups: dict[str, str | None]) -> tuple[int | None, int | None]:
    printed = groups.get("iso_year") or groups.get("iso_year_month") or groups.get("year")
    if (to_year := groups.get("to_year")) is not None:
        if to_year.isdigit():
            return int(to_year), None
        return (int(printed) + 1, None) if printed else (None, 1)
    if printed:
        return int(printed), None
    if groups.get("next"):
        return None, 1
    return (None, 0) if groups.get("this") else (None, None)


def _month_and_day(groups: dict[str, str | None]) -> tuple[int, int] | None:
    if groups.get("iso_month"):
        return int(groups["iso_month"] or 0), int(groups["iso_day"] or 0)
    if groups.get("iso_month_only"):
        return int(groups["iso_month_only"] or 0), _LAST
    if groups.get("to_month"):
        return _numbers(groups["to_month"], groups["to_day"])
    if groups.get("month"):
        return _numbers(groups["month"], groups["day"])
    if groups.get("month_only"):
        month = han_to_int(groups["month_only"] or "")
        return (month, _TEN_DAYS.get(groups["part"] or "", _LAST)) if month else None
    if groups.get("quarter"):
        quarter = han_to_int(groups["quarter"] or "") or 0
        return 3 * quarter, last_day(2023, 3 * quarter)
    if groups.get("half"):
        return (6, 30) if (groups["half"] or "")[0] in "上前" else (12, _LAST)
    return 12, _LAST


def _numbers(month: str | None, day: str | None) -> tuple[int, int] | None:
    m, d = han_to_int(month or ""), han_to_int(day) if day else _LAST
    return (m, d) if m and d else None
