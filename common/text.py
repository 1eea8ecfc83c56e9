"""Chinese running text: white space, keys for comparison, clipping, numerals."""

import re
import unicodedata

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")


def squeeze(text: str) -> str:
    """Invisible characters out, every run of white space (ideographic too) one blank, ends trimmed."""
    return " ".join(_INVISIBLE.sub("", text).split())


def fold(text: str) -> str:
    """A key under which two printings of the same words are equal: NFKC, case, blanks, punctuation."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LNM")


def clip(text: str, limit: int) -> str:
    """`text` squeezed, at most `limit` (≥ 1) characters, the last one … where something was cut."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    line = squeeze(text)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def numeral(number: int) -> str:
    """Chinese numeral of 0 to 9999 as headings print it: 一, 十, 十二, 二十, 一百零五."""
    if not 0 <= number <= 9999:
        raise ValueError("numeral knows 0 to 9999")
    if number == 0:
        return _DIGITS[0]
    words, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    # Ten to nineteen drop the leading 一: 十二, but 一百一十二.
    return words.removeprefix("一") if words.startswith("一十") else words
