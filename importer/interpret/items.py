"""Numbered items within one cell: each becomes a task of its own; deeper numbers stay in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from importer.interpret import numbering
from importer.interpret.characters import BLANKS
from importer.interpret.numbering import Marker, Style

# An item may start within a line, behind a full stop or a blank; a colon leads into points of the same item.
_INLINE = re.compile(
    rf"(?:(?<=[。；;！？!?）)”])[{BLANKS}]*|(?<=[{BLANKS}]))(?=(?:\d{{1,3}}[{BLANKS}]*[.．、]|[（(]\d{{1,3}}[)）]|[①-⑳]))"
)
_NUMBER_SIGN = re.compile(r"[\d①-⑳]")
_LONG_NUMBER = re.compile(r"\d{4}")
_TERMINAL = re.compile(r"[。！？!?；;…：:][”’）)》」]*$")


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its number as printed without punctuation (None where there is none), and its text."""

    text: str
    marker: Marker | None = None

    @property
    def number(self) -> str | None:
        return self.marker.core if self.marker else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a cell and what stood before it: a line break, blanks or nothing."""

    text: str
    gap: str

    @property
    def starts_line(self) -> bool:
        return self.gap == "\n"


def split(text: str, before: Marker | None = None) -> list[Item]:
    """The items of a cell.  ``before``: the number of the item before this cell, if it may go on here.

    A cell without numbers is one item.  A first piece without a number, before numbered ones, is an item of
    its own (or goes on with the item before it: the caller decides).
    """
    pieces = _pieces(text)
    style = _style(pieces, before)
    if style is None:
        return [Item(text.strip())]
    texts: list[str] = []
    markers: list[Marker | None] = []
    last = before.value if before and before.style is style else None
    for piece in pieces:
        marker = numbering.leading(piece.text)
        if marker and marker.style is style and _continues(marker, last, piece.starts_line, bool(texts)):
            texts.append(marker.rest)
            markers.append(marker)
            last = marker.value
        elif texts:
            texts[-1] += piece.gap + piece.text
        else:
            texts.append(piece.text)
            markers.append(None)
    return [Item(part.strip(), marker) for part, marker in zip(texts, markers, strict=True)]


def is_finished(text: str) -> bool:
    """True where a text ends as sentences end; what follows an unfinished one belongs to it."""
    return bool(_TERMINAL.search(text.strip()))


def _pieces(text: str) -> list[Piece]:
    """Stretches that might begin an item."""
    pieces: list[Piece] = []
    for line in text.split("\n"):
        start, gap = 0, "\n"
        for match in _INLINE.finditer(line) if _NUMBER_SIGN.search(line) else ():
            pieces.append(Piece(line[start : match.start()].rstrip(), gap))
            start = match.end()
            gap = line[len(line[: match.start()].rstrip()) : start]
        pieces.append(Piece(line[start:].rstrip(), gap))
    return [piece for piece in pieces if piece.text.strip()]


def _style(pieces: list[Piece], before: Marker | None) -> Style | None:
    """The style in which this cell's items are numbered: that of its first number, if it can be an item's."""
    for position, piece in enumerate(pieces):
        marker = numbering.leading(piece.text)
        if marker is None:
            continue
        if position == 0:
            return marker.style
        if before is not None:
            if marker.style is before.style and marker.value == before.value + 1:
                return marker.style
            continue
        if piece.starts_line and marker.value == 1 and not pieces[position - 1].text.endswith(("：", ":")):
            return marker.style
    return None


def _continues(marker: Marker, last: int | None, at_line_start: bool, within: bool) -> bool:
    """Within a line only the next number counts; at the start of a line a gap is believed too."""
    if last is None or not within:
        return True
    if not at_line_start and marker.rest[:1].isdigit() and not _LONG_NUMBER.match(marker.rest):
        return False  # 2.0版, not item 2
    return marker.value == last + 1 or (at_line_start and marker.value > last)
