"""Points (要点) that divide no work: headings, and below them paragraphs of which each is a clause."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import zip_longest

from importer.grid import Document, Place
from importer.interpret import numbering, prose
from importer.interpret.annotation import cut
from importer.interpret.characters import squeeze
from importer.interpret.cleaning import Cleaner
from importer.interpret.items import is_finished
from importer.interpret.numbering import Marker
from importer.interpret.outline import Outline
from importer.interpret.raw import Harvest, RawTask

_HEADING_LENGTH = 40
# （一）深化重点领域公开。各部门要…: a heading and what it is about in one paragraph.
_RUN_IN = re.compile("^([^。；;]{2,40}。)(?=.{6})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    printed: str
    place: Place
    marker: Marker | None

    @property
    def is_short(self) -> bool:
        return len(squeeze(self.marker.rest if self.marker else self.text)) <= _HEADING_LENGTH

    @property
    def run_in(self) -> re.Match[str] | None:
        return _RUN_IN.match(self.text) if self.marker and self.marker.style.is_chinese else None


@dataclass
class _Reader:
    cleaner: Cleaner
    harvest: Harvest = field(default_factory=lambda: Harvest(columns=("要点",)))
    outline: Outline = field(default_factory=Outline)

    def read(self, document: Document) -> Harvest:
        lines = self._lines(document)
        for line, below in zip_longest(lines, lines[1:]):
            if _is_heading(line, below):
                self._heading(line.text, line.place)
                self.harvest.count("headings")
            elif line.marker or is_finished(line.text):
                self._clause(line)
            else:
                self._beside(line.printed)  # a signature, a date
        return self.harvest

    def _lines(self, document: Document) -> list[_Line]:
        """From the first number on; what stands above it is about the document."""
        lines: list[_Line] = []
        for text, place in prose.paragraphs_of(document):
            body, _ = cut(text)
            marker = numbering.leading(body)
            if not squeeze(body):
                self.harvest.count("remarks" if squeeze(text) else "blank")
            elif marker or lines:
                lines.append(_Line(body, text, place, marker))
            else:
                self._beside(text)
        return lines

    def _beside(self, text: str) -> None:
        self.harvest.preamble.append(text)
        self.harvest.count("remarks")

    def _heading(self, text: str, place: Place) -> None:
        text = self.cleaner.tidy(text)
        self.outline.enter(text)
        self.harvest.headings.append((text, place))

    def _clause(self, line: _Line) -> None:
        text, marker = line.text, line.marker
        if marker and (run_in := line.run_in):
            self._heading(run_in[1], line.place)
            text, marker = text[run_in.end() :], None
        elif marker:
            text = marker.rest
        self.harvest.count("tasks")
        self.harvest.tasks.append(
            RawTask(
                path=self.outline.path_above(marker),
                number=marker.core if marker else None,
                text=text,
                place=line.place,
                row=len(self.harvest.tasks),
                marker=marker,
                cells=(self.cleaner.tidy(line.printed),),
            )
        )


def _is_heading(line: _Line, below: _Line | None) -> bool:
    """A short numbered line under which something stands: a deeper number, or a paragraph without one."""
    if line.marker is None or below is None or not line.is_short or line.run_in:
        return False
    if below.marker is None:
        return is_finished(below.text)
    return below.marker.style.rank > line.marker.style.rank


def harvest(document: Document, cleaner: Cleaner, divided: Harvest) -> Harvest:
    """The paragraphs, unless the work ``divided`` among units is as much; nothing without any number."""
    found = _Reader(cleaner).read(document)
    return found if len(found.tasks) > len(divided.tasks) else divided
