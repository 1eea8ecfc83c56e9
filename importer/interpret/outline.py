"""The headings above a task: merged, blank, in rows of their own, or printed again after a page break."""

from __future__ import annotations

from dataclasses import dataclass, field

from importer.interpret import numbering
from importer.interpret.characters import bare
from importer.interpret.numbering import Marker

ACROSS = -1
"""The level of headings that stand in a row of their own, above all heading columns."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as printed, the column it stands in, and its number."""

    text: str
    column: int
    marker: Marker | None
    words: str
    """Its letters without number and signs."""

    @classmethod
    def printed(cls, text: str, column: int) -> Heading:
        marker = numbering.leading(text)
        return cls(text, column, marker, bare(marker.rest if marker else text))

    def is_same(self, other: Heading) -> bool:
        """The same words are the same heading unless both are numbered, and differently."""
        if self.words != other.words:
            return False
        if self.marker is None or other.marker is None:
            return True
        return (self.marker.style, self.marker.core) == (other.marker.style, other.marker.core)


@dataclass
class Outline:
    """The headings that hold at the present row, outermost first."""

    headings: list[Heading] = field(default_factory=list)
    used: bool = True

    @property
    def path(self) -> tuple[str, ...]:
        return tuple([heading.text for heading in self.headings])

    def enter(self, text: str, column: int = ACROSS) -> bool:
        """A heading is printed in ``column``.  False where it is the one that holds already."""
        heading = Heading.printed(text, column)
        for held in self.headings:
            if held.column == column and held.is_same(heading):
                return False
        self.headings = [held for held in self.headings if self._stays_above(held, heading)]
        self.headings.append(heading)
        self.used = False
        return True

    def clear(self, column: int) -> None:
        """No heading of this column holds any longer."""
        self.headings = [held for held in self.headings if held.column != column]

    def take(self) -> tuple[str, ...]:
        """The path for a task; from here on a heading without a number starts anew."""
        self.used = True
        return self.path

    def path_above(self, marker: Marker | None) -> tuple[str, ...]:
        """The path for running text with this number: the headings of a higher rank."""
        self.used = True
        rank = marker.style.rank if marker else None
        return tuple(
            held.text
            for held in self.headings
            if rank is None or held.marker is None or held.marker.style.rank < rank
        )

    def _stays_above(self, held: Heading, new: Heading) -> bool:
        if held.column != new.column:
            return held.column < new.column
        if held.marker and new.marker:
            return held.marker.style.rank < new.marker.style.rank
        # Two rows of headings without numbers and no task between them: the second is below the first.
        return held.column == ACROSS and not self.used and held is self.headings[-1]
