"""Which standing duty (常设事项) a task is, by its words and its day: such a duty is owed already.  Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from common.text import fold

# Likeness (0 … 100) of the best stretch of one text to the other; less is enough on the same day of the year.
LIKE, LIKE_ON_ITS_DAY = 76.0, 58.0
# What a text is worth that says the words by which the duty goes elsewhere.
BY_WORDS = 70.0
# A few words alone stand in many a text.
_FEW = 8
_SAME_DAY = 20.0
_FREQUENCY = re.compile("[，,]?每年至少[一1]次|[，,]?每年不少于[一1]次")
_OTHER_WORDS = ((re.compile("上一?年度|本年度|20\\d\\d年度?"), ""), (re.compile("年报"), "年度报告"))


@dataclass(frozen=True, slots=True)
class Duty:
    """A task of the organisation's standing plan; ``words``: blank-separated words that name it elsewhere."""

    key: int
    text: str
    due_on: dt.date | None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A duty that a text most likely is; ``reason`` says why, for the person who decides."""

    duty: Duty
    score: float
    reason: str


def same_duty(text: str, day: dt.date | None, duties: Iterable[Duty]) -> Match | None:
    """The standing duty that a task with this text and day most likely is."""
    return max(likely(text, day, duties), key=lambda match: match.score, default=None)


def likely(text: str, day: dt.date | None, duties: Iterable[Duty]) -> Sequence[Match]:
    """All that it may be."""
    words = _words(text)
    return [match for duty in duties if (match := _match(words, day, duty))]


def _match(words: str, day: dt.date | None, duty: Duty) -> Match | None:
    own = _words(duty.text)
    score = float(fuzz.partial_ratio(own, words))
    same_day = bool(day and duty.due_on and (day.month, day.day) == (duty.due_on.month, duty.due_on.day))
    named = next((each for each in duty.words if all(fold(word) in words for word in each.split())), None)
    enough = (same_day and score >= LIKE_ON_ITS_DAY) or (score >= LIKE and len(own) >= _FEW)
    if not (enough or named):
        return None
    reasons = ["文字相近"] if enough else []
    if named:
        score = max(score, BY_WORDS)
        reasons.append(f"都写到“{named.replace(' ', '”“')}”")
    if same_day and day:
        score += _SAME_DAY
        reasons.append(f"期限同为{day.month}月{day.day}日")
    return Match(duty, score, "，".join(reasons))


def _words(text: str) -> str:
    """What is done, without how often and in which year."""
    text = _FREQUENCY.sub("", text)
    for pattern, word in _OTHER_WORDS:
        text = pattern.sub(word, text)
    return fold(text)
