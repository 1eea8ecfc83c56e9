"""Word documents (.docx, .docm, .dotx): body read as a stream, so that 10,000 rows need little memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from lxml import etree

from common.uploads import errors
from common.uploads.limits import Limits
from importer.grid import Block, Document, Note, Paragraph, Place
from importer.readers import grids
from importer.readers.docx_names import PARAGRAPH, ROW, TABLE, W
from importer.readers.docx_numbering import Numbering
from importer.readers.docx_table import RawTable, TableReader, finished, grid_widths
from importer.readers.docx_text import Reading, content, is_contents_entry, read_paragraph
from importer.readers.package import Package, forget, is_zip, iterate
from importer.readers.source import Source

_HIDDEN, _DELETED, _MOVED, _NUMBERED = b"vanish", b"del", b"moveFrom", b"numPr"
_GRID = W + "tblGrid"


def score(source: Source) -> float:
    if not is_zip(source):
        return 0.0
    return 1.0 if Package(source).any_under("word/") else 0.0


def read(source: Source) -> Document:
    """Raises Refused where the document has no body; other errors mean that it is broken."""
    package = Package(source)
    main = package.main or "word/document.xml"
    if not package.has(main):
        raise errors.corrupt()
    words = package.mentions(main, (_HIDDEN, _DELETED, _MOVED, _NUMBERED))
    numbering = Numbering(
        _part(package, main, "numbering"), _part(package, main, "styles"), _NUMBERED in words
    )
    reading = Reading(numbering, hides=_HIDDEN in words, revises=bool(words & {_DELETED, _MOVED}))
    body = _Body(reading, source.limits)
    with package.stream(main) as stream:
        blocks = list(body.blocks(stream))
    blocks.extend(body.footnotes(_part(package, main, "footnotes")))
    return Document(tuple(blocks), "docx", tuple(_notes(reading)))


def _part(package: Package, main: str, kind: str) -> etree._Element | None:
    name = package.related(main, kind)
    return None if name is None else package.tree(name)


class _Body:
    def __init__(self, reading: Reading, limits: Limits) -> None:
        self._reading = reading
        self._limits = limits
        self._tables = TableReader(reading, limits)
        self._lines = 0

    def blocks(self, stream: IO[bytes]) -> Iterator[Block]:
        """Outermost paragraphs and tables; each element is forgotten once it is read."""
        open_tags: list[str] = []
        table: RawTable | None = None
        for event, element in iterate(stream, (PARAGRAPH, TABLE, ROW, _GRID)):
            tag = element.tag
            if event == "start":
                if tag == TABLE and not open_tags:
                    table = self._tables.open()
                open_tags.append(tag)
                continue
            open_tags.pop()
            if not open_tags and tag == PARAGRAPH:
                yield from self._paragraph(element)
            elif open_tags == [TABLE] and table is not None and tag == _GRID:
                table.widths = grid_widths(element)
                continue
            elif open_tags == [TABLE] and table is not None and tag == ROW:
                self._tables.add_row(table, element)
            elif not open_tags and tag == TABLE and table is not None:
                yield from _unfold(table, self._limits)
            else:
                continue
            forget(element)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        if is_contents_entry(element, self._reading):
            return
        text, boxes, _ = read_paragraph(element, self._reading)
        self._lines += 1
        if text.strip():
            yield Paragraph(text, Place(line=self._lines))
        for box in boxes:
            for block in content(box):
                if block.tag == TABLE:
                    yield self._tables.whole(block)
                else:
                    yield from self._paragraph(block)

    def footnotes(self, tree: etree._Element | None) -> Iterator[Block]:
        for note in () if tree is None else tree.iterfind(W + "footnote"):
            if note.get(W + "type") in (None, "normal"):
                for block in content(note):
                    if block.tag == PARAGRAPH:
                        yield from self._paragraph(block)


def _unfold(raw: RawTable, limits: Limits) -> Iterator[Block]:
    """A table, or what is inside it where it only lays out the page."""
    table = finished(raw, limits)
    nested = raw.nested
    if nested and max(map(grids.size, nested)) > grids.size(table):
        yield from raw.unfolded()
    elif table.row_count:
        yield table


def _notes(reading: Reading) -> Iterator[Note]:
    if reading.deleted:
        yield Note("tracked_deletions", "文件带有修订痕迹：已删除的文字未读入，新插入的文字按正文读入。")
    if reading.hidden:
        yield Note("hidden_text", "文件中有隐藏文字，打印时看不到，未读入。")
