"""Word documents before 2007 (.doc, and WPS's .wps, which is the same): text, merged cells, numbering."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from common.uploads.limits import Limits
from importer.grid import Block, Document, Note, Paragraph, Place
from importer.readers import ole
from importer.readers.doc_file import Properties, WordFile
from importer.readers.doc_numbering import DocNumbering
from importer.readers.docx_table import RawCell, RawTable, finished
from importer.readers.numbered import joined
from importer.readers.source import Source

_IN_TABLE, _DEPTH, _ROW_END, _TABLE = 0x2416, 0x6649, 0x2417, 0xD608
_FIELD, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_PARAGRAPH, _CELL, _SECTION = "\r", "\x07", "\x0c"
_SIGNS = {"\x0b": "\n", "\x0e": "", "\x1e": "-", "\x1f": "", "\t": "\t"}
_SAME_EDGE = 100  # twentieths of a point
_CONTINUED = 1


def score(source: Source) -> float:
    if not ole.is_ole(source):
        return 0.0
    return 1.0 if ole.Container(source).has("WordDocument") else 0.0


def read(source: Source) -> Document:
    """Raises Refused for a password and for formats before Word 97."""
    file = WordFile(ole.Container(source))
    blocks = tuple(_Reader(file, source.limits).blocks())
    note = Note("tracked_deletions", "文件带有修订痕迹或隐藏文字：已删除和隐藏的文字未读入。")
    return Document(blocks, "doc", (note,) if any(file.removed) else ())


@dataclass(slots=True)
class _Row:
    """A row as it arrives: lines of the open cell, cells that are closed."""

    lines: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)

    def close_cell(self) -> None:
        self.cells.append("\n".join(line for line in self.lines if line.strip()))
        self.lines = []


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A row with the edges of its cells and how each is merged (across, down)."""

    cells: list[str]
    edges: list[int]
    merges: list[tuple[int, int]]


class _Reader:
    def __init__(self, file: WordFile, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._numbering = DocNumbering(file)
        self._row = _Row()
        self._rows: list[_Drawn] = []
        self._tables = 0
        self._lines = 0
        self._field_depth = 0

    def blocks(self) -> Iterator[Block]:
        start = 0
        text = self._file.text
        for end, mark in enumerate(text):
            if mark not in (_PARAGRAPH, _CELL, _SECTION):
                continue
            yield from self._take(start, end)
            start = end + 1
        yield from self._end_table()

    def _take(self, start: int, end: int) -> Iterator[Block]:
        properties = self._file.properties(end)
        depth = _depth(properties)
        if depth and properties.get(_ROW_END, b"\0") == b"\1":
            if not self._file.removed[end]:
                self._rows.append(_drawn(self._row.cells, properties))
            self._row = _Row()
            return
        words = self._words(start, end)
        text = (
            joined(self._numbering.label(properties), words) if words or not self._file.removed[end] else ""
        )
        if depth:
            self._row.lines.append(text)
            if self._file.text[end] == _CELL and depth == 1:
                self._row.close_cell()
            return
        yield from self._end_table()
        self._lines += 1
        if text.strip():
            yield Paragraph(text.strip(), Place(line=self._lines))

    def _words(self, start: int, end: int) -> str:
        """Printed characters: of a field only its result."""
        words = []
        hidden = 0
        for position in range(start, end):
            char = self._file.text[position]
            if char == _FIELD:
                hidden += 1
            elif char in (_FIELD_RESULT, _FIELD_END):
                hidden = max(hidden - (char == _FIELD_RESULT), 0)
            elif not hidden and not self._file.removed[position]:
                words.append(char if char >= " " else _SIGNS.get(char, ""))
        return _paired("".join(words))

    def _end_table(self) -> Iterator[Block]:
        if self._rows:
            self._tables += 1
            yield finished(_raw(self._rows, self._tables), self._limits)
            self._rows = []


def _paired(text: str) -> str:
    """Two code units beyond the basic plane made one character."""
    return text.encode("utf-16-le", errors="surrogatepass").decode("utf-16-le", errors="replace")


def _depth(properties: Properties) -> int:
    if properties.get(_IN_TABLE, b"\0") != b"\1":
        return 0
    return int(struct.unpack("<l", properties[_DEPTH])[0]) if _DEPTH in properties else 1


def _drawn(cells: list[str], properties: Properties) -> _Drawn:
    """Edges and merges from the definition of the row ([MS-DOC] 2.9.321 TDefTableOperand)."""
    definition = properties.get(_TABLE, b"")
    if len(definition) < 3:
        return _Drawn(cells, list(range(0, 1000 * (len(cells) + 1), 1000)), [(0, 0)] * len(cells))
    count = definition[2]
    edges = list(struct.unpack_from(f"<{count + 1}h", definition, 3))
    merges = []
    for index in range(count):
        place = 3 + 2 * (count + 1) + 20 * index
        flags = struct.unpack_from("<H", definition, place)[0] if place + 2 <= len(definition) else 0
        merges.append((flags & 3, flags >> 5 & 3))
    return _Drawn(cells, edges, merges)


def _raw(rows: list[_Drawn], number: int) -> RawTable:
    """Rows on one grid: edges that nearly coincide are one."""
    grid: dict[int, int] = {}
    last: int | None = None
    for edge in sorted({edge for row in rows for edge in row.edges}):
        grid[edge] = (max(grid.values()) + (edge - (last or 0) > _SAME_EDGE)) if grid else 0
        last = edge
    table = RawTable(number)
    for row in rows:
        cells: list[RawCell] = []
        for index, (across, down) in enumerate(row.merges[: len(row.cells)]):
            start, end = grid[row.edges[index]], grid[row.edges[index + 1]]
            if across == _CONTINUED and cells:
                cells[-1].end = end
                continue
            cells.append(RawCell(start, end, down == _CONTINUED, [row.cells[index]]))
        table.rows.append(cells)
    return table
