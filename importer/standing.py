"""Which standing duty (常设事项) a task of a plan is, by its words: such a duty is owed already.  Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from common.text import fold
from importer.draft import TaskDraft

# Likeness (0 … 100) of the best stretch of one text to the other; less is enough on the same day of the year.
LIKE, LIKE_ON_ITS_DAY = 76.0, 58.0
# A few words alone stand in many a text.
_FEW = 8
_FREQUENCY = re.compile("[，,]?每年至少[一1]次|[，,]?每年不少于[一1]次")
_OTHER_WORDS = ((re.compile("上一?年度|本年度|20\\d\\d年度?"), ""), (re.compile("年报"), "年度报告"))


@dataclass(frozen=True, slots=True)
class Duty:
    """A task of the organisation's standing plan."""

    text: str
    due_on: dt.date | None


def same_duty(task: TaskDraft, duties: Sequence[Duty]) -> Duty | None:
    """The standing duty that the task most likely is."""
    words = _words(task.text)
    found = [(score, duty) for duty in duties if (score := _likeness(task, words, duty))]
    return max(found, key=lambda each: each[0])[1] if found else None


def _likeness(task: TaskDraft, words: str, duty: Duty) -> float:
    """Nothing where it is not enough; of two alike the one on the same day is meant."""
    own = _words(duty.text)
    score = float(fuzz.partial_ratio(own, words))
    day, other = task.deadline.date, duty.due_on
    if day and other and (day.month, day.day) == (other.month, other.day):
        return score + 20 if score >= LIKE_ON_ITS_DAY else 0.0
    return score if score >= LIKE and len(own) >= _FEW else 0.0


def _words(text: str) -> str:
    """What is done, without how often and in which year."""
    text = _FREQUENCY.sub("", text)
    for pattern, word in _OTHER_WORDS:
        text = pattern.sub(word, text)
    return fold(text)
