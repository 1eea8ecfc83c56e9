"""Characters of a PDF page to lines, and lines to paragraphs: a PDF knows neither.

A line was wrapped, and not ended, where the first word of the next line would not have fitted into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Char = dict[str, Any]

# What no program breaks: a Latin word or number, an opening mark and what it opens, a quotation and the
# character before it.
_FIRST_WORD = re.compile(r"[A-Za-z0-9.%+\-_/]+|[（《〈“‘【〔(\[]+.|.[“‘]+.|.")
_CLOSING = re.compile(r"[，。、；：！？）】》”’〕…,.;:!?)\]]+")
_ENDS = re.compile(r"[。；：！？;:!?]$")
_INDENTED = 0.3  # of the width of the text
_SAME_LINE = 0.5  # of a character's height
_BLANK = 0.35  # of a character's width: a gap that stands for a blank between Latin words
_SPARE = 0.02  # of a character's width: edges are measured, not known


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a page or of a cell; lengths are points."""

    text: str
    left: float
    right: float
    top: float
    size: float

    @property
    def width(self) -> float:
        return self.right - self.left


def lines_of(chars: Iterable[Char]) -> list[TextLine]:
    """Lines from top to bottom, each read from left to right."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: (char["top"] + char["bottom"], char["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if rows:
            last = rows[-1][-1]
            if abs(middle - (last["top"] + last["bottom"]) / 2) < _SAME_LINE * min(
                char["size"], last["size"]
            ):
                rows[-1].append(char)
                continue
        rows.append([char])
    found = (_line(sorted(row, key=lambda char: char["x0"])) for row in rows)
    return [line for line in found if line.text]


def _line(chars: list[Char]) -> TextLine:
    words = [chars[0]["text"]]
    for before, char in zip(chars, chars[1:], strict=False):
        gap = char["x0"] - before["x1"]
        latin = before["text"].isascii() or char["text"].isascii()
        words.append(" " + char["text"] if latin and gap > _BLANK * char["size"] else char["text"])
    seen = [char for char in chars if char["text"].strip()] or chars
    return TextLine(
        re.sub(r"[ \t]+", " ", "".join(words)).strip(),
        seen[0]["x0"],
        seen[-1]["x1"],
        min(char["top"] for char in seen),
        max(char["size"] for char in seen),
    )


def wraps(line: TextLine, following: str, width: float) -> bool:
    """Whether ``line`` goes on in ``following``, given the width that its lines may fill."""
    match = _FIRST_WORD.match(following)
    if match is None:
        return False
    word = match.group()
    closing = _CLOSING.match(following, match.end())
    # A closing mark may not begin a line: it takes the character before it along.
    length = sum(0.5 if char.isascii() else 1.0 for char in word) + (len(closing.group()) if closing else 0)
    return line.width + (length - _SPARE) * line.size > width


def joined(lines: Sequence[TextLine], width: float) -> str:
    """Lines of one cell: wrapped ones made one, ended ones kept apart by ``\\n``."""
    text = ""
    before: TextLine | None = None
    for line in lines:
        if before is None:
            text = line.text
        elif wraps(before, line.text, width):
            text += _seam(before.text, line.text) + line.text
        else:
            text += "\n" + line.text
        before = line
    return text


def _seam(before: str, after: str) -> str:
    """A blank between Latin words; nothing between numbers and Chinese characters."""
    return (
        " "
        if before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
        else ""
    )


def paragraphs_of(lines: Sequence[TextLine]) -> list[str]:
    """Running text of a page or of several, as paragraphs."""
    if not lines:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    found: list[str] = []
    before: TextLine | None = None
    for line in lines:
        indented = before is not None and line.left > left + 1.2 * line.size
        if (
            before is None
            or (_ENDS.search(before.text) and indented)
            or not _goes_on(before, line, left, right)
        ):
            found.append(line.text)
        else:
            found[-1] += _seam(before.text, line.text) + line.text
        before = line
    return found


def _goes_on(before: TextLine, line: TextLine, left: float, right: float) -> bool:
    if abs(before.size - line.size) > 0.5:
        return False
    # A signature and its date stand at the right edge without filling their lines.
    if before.left - left > _INDENTED * (right - left):
        return False
    centred = abs((before.left - left) - (right - before.right)) < before.size
    return wraps(before, line.text, right - left if centred else right - before.left)
