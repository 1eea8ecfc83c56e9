"""What the papers tell of a plan: its entries by chapter with their numbers.  Pure values."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from common.text import clip, squeeze
from reports.figures import Tally

# A printed number before a heading: 一、 第二章 （三） 4. 5、
_PRINTED_NUMBER = re.compile(
    r"\s*(?:第[一二三四五六七八九十百0-9]+[章节部分条]+|[一二三四五六七八九十百]+[、.．]|"
    r"[（(][一二三四五六七八九十百0-9]+[)）]|[0-9]+[.．、](?![0-9]))\s*"
)
_SENTENCE_ENDS = "。；;！\n"
# A clause stands before what was done for it in so many characters at most.
_LEAD = 60

DONE, ONGOING, SUBMITTED, NOT_DONE, WAIVED, NOTHING = (
    "已完成", "持续推进", "已提交，待审核", "未完成", "不适用", "",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One task as the papers tell it; ``completion`` is its cell of the ledger."""

    number: str
    text: str
    units: str
    completion: str
    progress: str = ""
    problems: str = ""

    @property
    def lead(self) -> str:
        """Its first sentence without the printed number."""
        text = without_number(self.text)
        ends = [place for sign in _SENTENCE_ENDS if (place := text.find(sign)) > 0]
        return clip(text[: min(ends)] if ends else text, _LEAD)


@dataclass(frozen=True, slots=True)
class Chapter:
    """An outermost heading with its entries; no title for tasks that stand under none."""

    title: str
    tally: Tally
    entries: Sequence[Entry]

    @property
    def name(self) -> str:
        return without_number(self.title) or "其他工作"


@dataclass(frozen=True, slots=True)
class Late:
    """A period that is overdue: the task's lead, who is to act, how many days, and the day first set."""

    lead: str
    units: str
    days: int
    postponed_from: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """A plan on a day; ``span`` names the part of the year that is told, “” for all of it."""

    title: str
    issuer: str
    document_number: str
    year: int
    today: dt.date
    chapters: Sequence[Chapter]
    late: Sequence[Late]
    span: str = ""

    @property
    def tally(self) -> Tally:
        return sum((chapter.tally for chapter in self.chapters), Tally())

    @property
    def entries(self) -> list[Entry]:
        return [entry for chapter in self.chapters for entry in chapter.entries]


def without_number(title: str) -> str:
    """A heading as the writer numbers it anew."""
    line = squeeze(title)
    return line[found.end() :] if (found := _PRINTED_NUMBER.match(line)) else line


def counted(entries: Sequence[Entry]) -> Counter[str]:
    """How many entries stand where; units that differ make an entry 未完成."""
    known = {DONE, ONGOING, SUBMITTED, NOT_DONE, WAIVED, NOTHING}
    return Counter(entry.completion if entry.completion in known else NOT_DONE for entry in entries)


def state_words(entries: Sequence[Entry]) -> str:
    """“已完成3项、持续推进2项、未完成1项”, what is none left out."""
    numbers = counted(entries)
    words = [f"{word}{numbers[word]}项" for word in (DONE, ONGOING, NOT_DONE) if numbers[word]]
    if numbers[SUBMITTED]:
        words.append(f"已提交待审核{numbers[SUBMITTED]}项")
    if numbers[WAIVED]:
        words.append(f"不适用{numbers[WAIVED]}项")
    if numbers[NOTHING]:
        words.append(f"暂不需填报{numbers[NOTHING]}项")
    return "、".join(words)
