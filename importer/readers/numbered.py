"""Lists and their counters: which number Word prints before a paragraph (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from importer.readers.counting import count

_PLACEHOLDER = re.compile(r"%([1-9])")
LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list; ``text`` holds ``%1`` … ``%9`` where the numbers of the levels stand."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class NumberedList:
    """A list: the counters it shares, its levels, and the starts it gives once, when first used."""

    counters: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


class Counters:
    """Counts the paragraphs of one document, in their order."""

    def __init__(self) -> None:
        self._values: dict[str, list[int | None]] = {}

    def label(self, numbered: NumberedList, level: int) -> str:
        """Count one on and print it; a level outside 0 … 8 counts as the nearest."""
        level = min(max(level, 0), LEVELS - 1)
        values = self._values.setdefault(numbered.counters, [None] * LEVELS)
        rule = numbered.levels.get(level, Level())
        start = numbered.starts.pop(level, None)
        current = values[level]
        if start is not None:
            values[level] = start
        else:
            values[level] = rule.start if current is None else current + 1
        for deeper in range(level + 1, LEVELS):
            restart = numbered.levels.get(deeper, Level()).restart
            if restart is None or level < restart:
                values[deeper] = None
        return _printed(rule, numbered.levels, values)


def _printed(rule: Level, levels: dict[int, Level], counters: list[int | None]) -> str:
    if rule.format == "bullet":
        return ""

    def number(match: re.Match[str]) -> str:
        index = int(match.group(1)) - 1
        shown = levels.get(index, Level())
        value = counters[index]
        number_format = "decimal" if rule.legal and shown.format != "none" else shown.format
        return count(shown.start if value is None else value, number_format)

    return _PLACEHOLDER.sub(number, rule.text)


def joined(label: str, text: str) -> str:
    """A number and its paragraph; a blank keeps “1.” and “2022年” apart."""
    if not label:
        return text
    text = text.lstrip(" \t")
    apart = label[-1].isascii() and text[:1].isascii() and text[:1].isalnum()
    bare = label[-1].isalnum() and bool(text)
    return f"{label} {text}" if apart or bare else label + text
