"""What a cell looks like, and what the cells of a column look like: numbering, length, dates, units."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log

SECTION = ("chapter", "chinese", "chinese_bracket")
ITEM = ("number", "decimal", "bracket")

_NUMBERING = (
    ("number", re.compile(r"[（(]?\d{1,4}[)）.．、]?")),
    ("chapter", re.compile(r"第[一二三四五六七八九十百\d]{1,4}[章节節部条條编編].*")),
    ("chinese", re.compile(r"[一二三四五六七八九十百]{1,4}\s*[、.．，,:：].*")),
    ("chinese_bracket", re.compile(r"[（(〔]\s*[一二三四五六七八九十百]{1,4}\s*[）)〕].*")),
    ("decimal", re.compile(r"\d{1,3}\s*[.．、](?!\d).*")),
    ("bracket", re.compile(r"[（(]\s*\d{1,3}\s*[）)].*|\d{1,3}\s*[）)].*|[①-⑳㉑-㉟⑴-⒇⒈-⒛].*")),
)
_DATE = re.compile(
    r"\d\s*[月日年]|[月年季日]度?[底末初]|季度|[上下]半年|[长長]期|全年|每年|持[续續]|常[态態]|[时時]限|印[发發]"
)
_UNIT = re.compile(
    r"[局委办辦科股室所院站队隊处處厅廳镇鎮乡鄉社会會部组組团團司党黨区區行]$|中心$|[单單]位$|部[门門]$|[政党黨]府$"
    r"|街道$|公司$|[）)]$|[牵牽][头頭]|配合|[落][实實]|分工"
)
_TITLES = (
    ("number", re.compile(r"(序|编|編)?[号號]|序")),
    ("unit", re.compile(r".*([单單]位|部[门門]|科[室（]|责任|責任|[牵牽][头頭]|配合|[主协協承][办辦]).*")),
    ("date", re.compile(r".*([时時]限|[时時][间間]|期限|[节節][点點]|[进進]度).*")),
    (
        "words",
        re.compile(r".*(任[务務]|[内內]容|要求|措施|事[项項]|要[点點]|[类類][别別型]|目[标標]|[项項]目).*"),
    ),
    ("any", re.compile(r"[备備]注|[说說]明|[领領][导導]")),
)
_NOTHING = re.compile(r"[—–\-－/／\\]+|[无無]")  # what people write into a cell that stays empty
_TITLE_SIZE = 14
_SMOOTH = 0.2
_WEIGHTS = (2.0, 1.0, 1.0, 1.0)  # numbering tells more than length
_LIKELY, _UNLIKELY, _STRANGE = 0.1, 1.0, 2.5

Features = tuple[str, int, bool, bool]


@lru_cache(maxsize=4096)
def numbering(text: str) -> str:
    """Which kind of number a cell begins with; ``blank`` or ``none`` where there is none."""
    text = text.strip()
    if not text:
        return "blank"
    for kind, pattern in _NUMBERING:
        if pattern.fullmatch(text) if kind == "number" else pattern.match(text):
            return kind
    return "none"


@lru_cache(maxsize=4096)
def features(text: str) -> Features:
    """Numbering, length on a doubling scale, short date, unit-like."""
    flat = text.strip().replace("\n", "、")
    short = len(flat) <= 24
    return (
        numbering(flat),
        min(len(flat).bit_length(), 7),
        short and bool(_DATE.search(flat)),
        bool(_UNIT.search(flat.rstrip("。．.；;"))),
    )


@lru_cache(maxsize=4096)
def title_kind(text: str) -> str | None:
    """What a column title promises: number, unit, date, words or any; None where it is no usual title."""
    flat = re.sub(r"\s", "", text)
    if len(flat) > _TITLE_SIZE or flat.endswith(("。", "；", "：")):
        return None
    return next((kind for kind, pattern in _TITLES if pattern.fullmatch(flat)), None)


def is_header(cells: Sequence[str]) -> bool:
    """Whether most of several cells are usual column titles."""
    return len(cells) > 1 and 2 * sum(1 for cell in cells if title_kind(cell)) > len(cells)


def promise(kind: str | None, text: str) -> float:
    """How much a cell breaks what the title of its column promises."""
    number, _, date, unit = features(text)
    if _NOTHING.fullmatch(text.strip()):
        return _STRANGE if kind in ("number", "words") else _LIKELY
    if kind == "number":
        return _LIKELY if number == "number" else _STRANGE
    if kind == "unit":
        return _LIKELY if unit and not date else _STRANGE
    if kind == "date":
        return _LIKELY if date else _STRANGE
    if kind == "words":
        return _STRANGE if number == "number" or date else _UNLIKELY if unit else _LIKELY
    return 0.0


class Profile:
    """What the cells of one column look like."""

    def __init__(self) -> None:
        self._counts: list[Counter[object]] = [Counter() for _ in range(4)]
        self._total = 0

    def add(self, text: str) -> None:
        self._total += 1
        for counter, value in zip(self._counts, features(text), strict=True):
            counter[value] += 1

    def cost(self, text: str) -> float:
        """How unlike this column the cell is: a negative log likelihood."""
        return sum(
            -weight * log((counter[value] + _SMOOTH) / (self._total + _SMOOTH * 6))
            for weight, counter, value in zip(_WEIGHTS, self._counts, features(text), strict=True)
        )
