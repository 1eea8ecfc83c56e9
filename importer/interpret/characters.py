"""Character classes that the interpreter's expressions share."""

from __future__ import annotations

import re
from functools import lru_cache

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
BLANKS = " \\t\u00a0\u2000-\u200a\u202f\u3000"
OPENING = "（([［【〔《〈“‘「『"
CLOSING = "）)]］】〕》〉”’」』"
PAIRS = dict(zip(OPENING, CLOSING, strict=True))

HAN_DIGITS = "一二三四五六七八九十百零〇两"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_BLANK = re.compile(f"[{BLANKS}\\n\\r]+")
_QUOTING = re.compile("[《“〔「『〈（(]")
_NOT_WORD = re.compile(rf"[^0-9A-Za-z{HAN}]+")
_UNITS = {"十": 10, "百": 100}
_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}

# What offices print into a cell that holds nothing.
_NOTHING = re.compile(r"^[/／\\—–\-－_无、，。.]*$")


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """The text without any blanks and line breaks."""
    return _BLANK.sub("", text)


def bare(text: str) -> str:
    """Letters and digits only: what has to be equal for two printings to be the same words."""
    return _NOT_WORD.sub("", text)


@lru_cache(maxsize=4096)
def says_nothing(text: str) -> bool:
    """True for an empty cell and for the signs that stand for one: / — 无."""
    return bool(_NOTHING.match(squeeze(text)))


def han_to_int(text: str) -> int | None:
    """``十二`` → 12, ``一百零三`` → 103, ``12`` → 12; None where it is no number."""
    if text.isdigit() and text.isascii():
        return int(text)
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, current = 0, 0
    for c in text:
        if c in _UNITS:
            total += (current or 1) * _UNITS[c]
            current = 0
        else:
            current = _DIGITS[c]
    return total + current


def int_to_han(value: int) -> str:
    """1 … 99 as Chinese numerals: 12 → 十二."""
    digits = "零一二三四五六七八九"
    if value < 10:
        return digits[value]
    tens, ones = divmod(value, 10)
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def hide_quoted(text: str) -> str:
    """The text with 《…》, “…”, 〔…〕 and （…号） blotted out: what they hold is cited, not ordered."""
    if not _QUOTING.search(text):
        return text
    out, stack = list(text), []
    for position, character in enumerate(text):
        if character in "《“〔「『〈（(":
            stack.append(position)
        elif character in CLOSING and stack and PAIRS[text[stack[-1]]] == character:
            start = stack.pop()
            if text[start] not in "（(" or re.search(r"[〔\[]|号", text[start:position]):
                out[start : position + 1] = "\x00" * (position + 1 - start)
    return "".join(out)
