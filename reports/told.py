"""What units have reported on a task, as the cells 进展情况, 完成情况, 佐证材料, 问题及下一步.  Pure values.

Several units stand as “单位：进展”, several periods under “【期次】”; the clerk's three words stay three.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from tasks.workflow import COMPLETION_LABELS, Completion, State


@dataclass(frozen=True, slots=True)
class Proof:
    """A page: address, title, publication date; or a file, which has a name and no address."""

    url: str
    title: str = ""
    published_on: dt.date | None = None

    def __str__(self) -> str:
        day = f"（{self.published_on}）" if self.published_on else ""
        return "\n".join(filter(None, (self.title + day, self.url)))


@dataclass(slots=True)
class Share:
    """One unit's part in one period, with its last words; they come in the order of periods, then units."""

    period: int
    label: str
    unit: str
    decides: bool
    state: str
    completion: str = ""
    progress: str = ""
    problems: str = ""
    on_behalf: bool = False
    proofs: list[Proof] = field(default_factory=list)


def progress(shares: Sequence[Share]) -> str:
    return _joined(shares, lambda share: share.progress + ("（公开办代填）" if share.on_behalf else ""))


def problems(shares: Sequence[Share]) -> str:
    return _joined(shares, lambda share: share.problems)


def proofs(shares: Sequence[Share]) -> str:
    """Each page once: its title and day, its address below."""
    return "\n".join(dict.fromkeys(str(proof) for share in shares for proof in share.proofs))


def completion(shares: Sequence[Share]) -> str:
    """The word for the latest period: one where the deciding units agree, else unit by unit."""
    if not shares:
        return ""
    deciding = [share for share in shares if share.period == shares[-1].period and share.decides]
    words = {share.unit: completion_word(share) for share in deciding}
    if len(set(words.values())) <= 1:
        return next(iter(words.values()), "")
    return "\n".join(f"{unit}：{word}" for unit, word in words.items())


def completion_word(share: Share) -> str:
    """已完成 only once accepted; what a unit has handed in says so."""
    if share.state == State.WAIVED:
        return "不适用"
    if share.completion == Completion.ONGOING:
        return COMPLETION_LABELS[Completion.ONGOING]
    if share.state == State.ACCEPTED:
        return COMPLETION_LABELS[Completion.DONE]
    if share.state == State.SUBMITTED:
        return "已提交，待审核"
    return COMPLETION_LABELS[Completion.NOT_DONE]


def _joined(shares: Sequence[Share], words: Callable[[Share], str]) -> str:
    speaking = [share for share in shares if words(share)]
    periods = [list(group) for _, group in groupby(speaking, key=lambda share: share.period)]
    if len(periods) == 1:
        return _of_period(periods[0], words)
    return "\n".join(f"【{period[0].label}】{_of_period(period, words)}" for period in periods)


def _of_period(shares: Iterable[Share], words: Callable[[Share], str]) -> str:
    shares = list(shares)
    if len(shares) == 1:
        return words(shares[0])
    return "\n".join(f"{share.unit}：{words(share)}" for share in shares)
