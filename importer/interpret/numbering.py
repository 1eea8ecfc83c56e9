"""Printed numbers at the start of a text: 一、 （一） 1. （1） 1） ① 第一条, and their rank in an outline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from importer.interpret.characters import BLANKS, CIRCLED, HAN_DIGITS, han_to_int, int_to_han


class Style(StrEnum):
    """How a number is printed, highest rank first (the order of GB/T 9704, 一、 → （一） → 1. → （1）)."""

    PART = "第一部分"
    ARTICLE = "第一条"
    HAN = "一、"
    HAN_BRACKET = "（一）"
    ARABIC = "1."
    DECIMAL = "1.1"
    ARABIC_BRACKET = "（1）"
    ARABIC_HALF = "1）"
    CIRCLED = "①"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    @property
    def is_chinese(self) -> bool:
        """Chinese numerals number headings far more often than items."""
        return self.rank <= Style.HAN_BRACKET.rank


_RANKS = {style: rank for rank, style in enumerate(Style)}


@dataclass(frozen=True, slots=True)
class Marker:
    """A leading number: ``core`` without punctuation (``25``, ``一``), ``rest`` the text behind it."""

    style: Style
    value: int
    core: str
    rest: str


_B = f"[{BLANKS}]*"
_HAN = f"[{HAN_DIGITS}]{{1,4}}"
# "3.3个社区" is item 3 and a count; "1.1 完善" is a second-level number.
_MEASURE = "(?:[个项万亿%％批户家所名人年月日条次处座台级版类种篇件米亩期轮场套]|公里|工作日)"
_PATTERNS: tuple[tuple[Style, re.Pattern[str]], ...] = (
    (Style.PART, re.compile(f"第{_B}({_HAN}|\\d{{1,3}}){_B}(?:部分|章|编|节)[、：:.]?")),
    (Style.ARTICLE, re.compile(f"第{_B}({_HAN}|\\d{{1,3}}){_B}条[：:.]?(?![、的规之款项])")),
    (Style.HAN, re.compile(f"({_HAN}){_B}[、.．，](?![{HAN_DIGITS}]{{1,3}}[、是])")),
    (Style.HAN_BRACKET, re.compile(f"[(（]{_B}({_HAN}){_B}[)）][、.．]?")),
    (Style.ARABIC_BRACKET, re.compile(f"[(（]{_B}(\\d{{1,3}}){_B}[)）][、.．]?")),
    (Style.ARABIC_HALF, re.compile(r"(\d{1,3})[)）][、.．]?")),
    (Style.DECIMAL, re.compile(rf"(\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})[、.．]?(?!\d)(?!{_MEASURE})")),
    (
        Style.ARABIC,
        re.compile(rf"(\d{{1,3}}){_B}(?:[、]|[.．](?!\d)|[.．](?=\d{{1,3}}{_MEASURE})|[.．](?=\d{{4}}))"),
    ),
    (Style.CIRCLED, re.compile(f"([{CIRCLED}])[、.．]?")),
)
_BEGINS = re.compile(f"[{BLANKS}\\n]*(?=[第(（\\d{HAN_DIGITS}{CIRCLED}])")


def _beginning_with(first: str) -> tuple[tuple[Style, re.Pattern[str]], ...]:
    """The styles that a number with this first character may be printed in."""
    if first == "第":
        may = {Style.PART, Style.ARTICLE}
    elif first in "(（":
        may = {Style.HAN_BRACKET, Style.ARABIC_BRACKET}
    elif first in CIRCLED:
        may = {Style.CIRCLED}
    elif first in HAN_DIGITS:
        may = {Style.HAN}
    else:
        may = {Style.ARABIC_HALF, Style.DECIMAL, Style.ARABIC}
    return tuple((style, pattern) for style, pattern in _PATTERNS if style in may)


_BY_FIRST = {first: _beginning_with(first) for first in f"第(（{HAN_DIGITS}{CIRCLED}0123456789"}


def leading(text: str) -> Marker | None:
    """The number at the start of ``text``, or None."""
    start = _BEGINS.match(text)
    if start is None:
        return None
    body = text[start.end() :]
    for style, pattern in _BY_FIRST.get(body[:1], _PATTERNS):
        if match := pattern.match(body):
            core = match[1].replace("．", ".")
            if style is Style.CIRCLED:
                core = str(CIRCLED.index(core) + 1)
            rest = body[match.end() :].lstrip()
            value = han_to_int(core.split(".")[-1])
            if value is not None and not _is_enumeration(style, value, rest):
                return Marker(style, value, core, rest)
    return None


def _is_enumeration(style: Style, value: int, rest: str) -> bool:
    """``一、二级医院``: two grades, no number one."""
    return style is Style.HAN and bool(re.match(f"{int_to_han(value + 1)}[级类档批季月线]", rest))


def strip(text: str) -> str:
    """The text without its leading number."""
    marker = leading(text)
    return marker.rest if marker else text


def render(style: Style, value: int) -> str:
    """The number as printed in this style; the inverse of ``leading`` for 1 … 20 (99 where digits allow)."""
    han = int_to_han(value)
    return {
        Style.PART: f"第{han}部分",
        Style.ARTICLE: f"第{han}条",
        Style.HAN: f"{han}、",
        Style.HAN_BRACKET: f"（{han}）",
        Style.ARABIC: f"{value}.",
        Style.DECIMAL: f"1.{value}",
        Style.ARABIC_BRACKET: f"（{value}）",
        Style.ARABIC_HALF: f"{value}）",
        Style.CIRCLED: CIRCLED[min(value, len(CIRCLED)) - 1],
    }[style]


_BARE_NUMBER = re.compile(
    rf"^[第(（]?{_B}(\d{{1,4}}(?:[.．-]\d{{1,3}})*|{_HAN}|[{CIRCLED}]){_B}[)）.．、条项号]*$"
)


def cell_number(text: str) -> str | None:
    """The number that a 序号 cell holds, without punctuation; None where it holds something else."""
    match = _BARE_NUMBER.match(text.strip())
    if not match:
        return None
    core = match[1].replace("．", ".")
    return str(CIRCLED.index(core) + 1) if core in CIRCLED else core.removesuffix(".0")
