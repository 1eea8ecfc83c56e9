"""How often: 每年, 每半年, 每季度, 每月, printed in a deadline cell or in running text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_S = r"\s*"
_KINDS = (
    ("half_yearly", rf"每{_S}半{_S}年|半年一次|每年两次|按半年|上半年{_S}[、，和及]?{_S}下半年{_S}各"),
    ("quarterly", rf"每{_S}(?:个)?季度?|按季度?|逐季度?|分季度"),
    ("monthly", rf"每{_S}(?:个)?月|按月|逐月|月度|每月度"),
    ("yearly", rf"每{_S}年度?|每一年|逐年|按年度?|年度内至少"),
)
# Every phrase holds one of these; most texts hold none.
_MAY_HOLD = ("每", "按", "逐", "季度", "半年", "月度", "年度内")
_WORDS = "|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS)
_COUNT = (
    rf"(?:[^，。；：、,;\n]{{0,16}}?{_S}[一二两三四1-9]{_S}(?:[—–~\-至到]{_S}[一二两三四1-9])?{_S}[次轮期场])"
)
_PHRASE = re.compile(rf"(?:{_WORDS})(?P<count>(?:至少|不少于|不低于|开展|组织|召开|要)?{_COUNT})?")
# 每月5日前: a day within each period, no single date.
_DAY = re.compile(
    rf"(?P<period>每{_S}(?:个)?(?:季度?|半年|月))(?:的)?{_S}(?:首月|末月|末|底|初|第[一二三]个月)?{_S}\d{{0,2}}{_S}[日号]?{_S}(?:前|之前|以前|内)"
)
# Two hundred thousand a month is no rhythm of the task, nor is a table that is called 月度.
_NOT_RHYTHM = re.compile(r"(?:每年度|月度|季度)(?=计划|报表|考核|台账|目标|任务|通报|例会制度)")
_YEARLY_REPORT = re.compile("上(?:一)?年度?[^，。；]{0,24}年度?报告|上一年度?[^，。；]{0,24}年报")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A recurrence code and the phrase that says so."""

    kind: str
    text: str
    start: int


def find(text: str) -> list[Rhythm]:
    """The rhythms printed in the text, in order."""
    found: list[Rhythm] = []
    if not any(word in text for word in _MAY_HOLD):
        return found
    for match in _PHRASE.finditer(text):
        if not _NOT_RHYTHM.match(text, match.start()):
            kind = next(kind for kind, _ in _KINDS if match[kind])
            longer = _DAY.match(text, match.start())
            found.append(Rhythm(kind, (longer or match)[0].strip(), match.start()))
    return found


def first(text: str) -> Rhythm | None:
    """The first rhythm of a text."""
    return next(iter(find(text)), None)


def yearly_report(text: str) -> Rhythm | None:
    """Last year's report: what is due on a day this year is due on it every year."""
    match = _YEARLY_REPORT.search(text)
    return Rhythm("yearly", match[0], match.start()) if match else None
