"""Spreadsheet values as printed: dates as Chinese dates, numbers without a trailing .0, percentages."""

from __future__ import annotations

import datetime as dt
import re

from lxml import etree

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# Built-in formats without a code in the file (ECMA-376 part 1, 18.8.30, with those of zh-CN).
_BUILT_IN = {
    **dict.fromkeys((9, 10), "0%"),
    **dict.fromkeys((14, 30, 31), "yyyy-m-d"),
    **dict.fromkeys((15, 22), "yyyy-m-d h:mm"),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), "m-d"),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), "yyyy-m"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), "h:mm"),
}
# Day 60 is the 29 February 1900 that never was; serial numbers before it are one day off.
_EPOCH = dt.datetime(1899, 12, 30, tzinfo=dt.UTC)
_EPOCH_1904 = dt.datetime(1904, 1, 1, tzinfo=dt.UTC)
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def number_formats(styles: etree._Element | None) -> list[str]:
    """Format code by cell style index (attribute ``s`` of a cell)."""
    if styles is None:
        return []
    own = {item.get("numFmtId"): item.get("formatCode", "") for item in styles.iter(S + "numFmt")}
    formats = styles.find(S + "cellXfs")
    found = []
    for item in () if formats is None else formats.iterfind(S + "xf"):
        identifier = item.get("numFmtId", "0")
        found.append(own.get(identifier) or _BUILT_IN.get(int(identifier) if identifier.isdigit() else 0, ""))
    return found


def clean(text: str) -> str:
    """Undo the _x000D_ escapes and make every line end ``\\n``."""
    text = _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def shown(value: str, code: str, *, since_1904: bool = False) -> str:
    """A stored number as a person sees it under a number format."""
    try:
        number = float(value)
    except ValueError:
        return value
    section = _NOT_CODE.sub("", code.split(";")[0]).lower()
    if any(letter in section for letter in "ymdhs") and "general" not in section:
        return _date(number, section, since_1904)
    if "%" in section:
        return f"{plain(number * 100)}%"
    return plain(number)


def plain(number: float) -> str:
    """12.0 → 12, 0.1 + 0.2 → 0.3: fifteen digits, as spreadsheets keep."""
    if abs(number) < 1e15 and number == int(number):
        return str(int(number))
    return f"{number:.15g}"


def _date(number: float, code: str, since_1904: bool) -> str:
    try:
        moment = (_EPOCH_1904 if since_1904 else _EPOCH) + dt.timedelta(days=number)
    except (OverflowError, ValueError):
        return plain(number)
    time = f"{moment:%H:%M}"
    if not any(letter in code for letter in "yd"):
        return time if "h" in code or "s" in code else f"{moment.month}月"
    return chinese_date(moment, year="y" in code, day="d" in code, time="h" in code and time != "00:00")


def chinese_date(
    moment: dt.date | dt.datetime, *, year: bool = True, day: bool = True, time: bool = False
) -> str:
    """2023年12月30日, or the part of it that a format shows."""
    text = f"{moment.year}年" if year else ""
    text += f"{moment.month}月"
    text += f"{moment.day}日" if day else ""
    return f"{text} {moment:%H:%M}" if time else text
