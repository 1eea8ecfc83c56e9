"""Units by the initials of their names: jtj is 交通局, and so is the short way to write 交通运输局."""

from __future__ import annotations

import re
from functools import lru_cache

LETTERS = re.compile(r"[a-z]{2,}", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def initials(name: str) -> str:
    """“绿化科” → “lhk”; letters and digits stay, other signs go."""
    # Its dictionary takes a moment and some memory: only whoever searches by letters pays for it.
    from pypinyin import Style, lazy_pinyin

    parts = lazy_pinyin(name, style=Style.FIRST_LETTER)
    return "".join(sign for part in parts for sign in part.lower() if sign.isalnum())


def rank(asked: str, name: str) -> int | None:
    """How well initials fit a name: 0 exactly, 1 its beginning, 2 within, 3 left-out syllables; else None."""
    asked, full = asked.lower(), initials(name)
    if asked == full:
        return 0
    if asked in full:
        return 1 if full.startswith(asked) else 2
    rest = iter(full)
    left_out = full.startswith(asked[0]) and full.endswith(asked[-1]) and all(sign in rest for sign in asked)
    return 3 if left_out else None
