"""Web pages, also those saved as .xls or .doc: tables with spans; no code, no styles, no requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree, html

from common.uploads import errors
from common.uploads.limits import Limits
from importer.grid import Block, Document, Paragraph, Place, Table
from importer.readers import decoding, grids
from importer.readers.source import Source

_LOOKS = re.compile(rb"<\s*(!doctype\s+html|html|table|tr|td|body)[\s>]", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DROPPED = frozenset(
    {"script", "style", "head", "title", "noscript", "template", "iframe", "object", "embed", "applet"}
    | {"svg", "math", "canvas", "audio", "video", "select", "button", "textarea", "nav", "footer"}
    | {"rp", "rt", "colgroup"}
)
_BLOCKS = frozenset(
    {"p", "div", "li", "ol", "ul", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}
    | {"header", "main", "aside", "blockquote", "pre", "center", "form", "fieldset", "figure", "figcaption"}
    | {"address", "caption", "tr"}
)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_DEEPEST = 200


def score(source: Source) -> float:
    if not decoding.is_text(source.data[:65536]):
        return 0.0
    head = source.head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1]
    found = {match.lower() for match in _LOOKS.findall(source.data[:262144].replace(b"\0", b""))}
    if head == b"<" and found:
        return 0.9
    # A text with left-over tags is no page; one with a whole table in it is.
    return 0.7 if {b"table", b"tr", b"td"} <= found else 0.0


def read(source: Source) -> Document:
    return read_text(_decode(source.data), source.limits)


def read_text(text: str, limits: Limits) -> Document:
    """A page or a piece of one, as pasted."""
    # lxml refuses a str with an encoding declaration; bytes with a known encoding are never guessed at.
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8"
    )
    root = etree.fromstring(text.encode(), parser)
    if root is None:
        raise errors.no_text()
    page = _Page(limits)
    return Document(tuple(page.blocks(root)), "html")


def _decode(data: bytes) -> str:
    declared = _CHARSET.search(data[:2048])
    if declared and declared.group(1).lower().startswith(b"gb"):
        return decoding.clean(data.decode("gb18030", errors="replace"))
    return decoding.decode(data)


@dataclass(slots=True)
class _Text:
    """Words gathered up to the next block element; white space as a browser shows it."""

    lines: list[str] = field(default_factory=lambda: [""])

    def add(self, words: str | None) -> None:
        if words:
            self.lines[-1] += words

    def end(self) -> None:
        if self.lines[-1].strip():
            self.lines.append("")

    def take(self) -> str:
        lines = (_SPACES.sub(" ", line).strip(" ") for line in self.lines)
        self.lines = [""]
        return "\n".join(line for line in lines if line)


class _Page:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._tables = 0
        self._line = 0

    def blocks(self, root: etree._Element) -> Iterator[Block]:
        text = _Text()
        yield from self._walk(root, text, 0)
        yield from self._flush(text)

    def _flush(self, text: _Text) -> Iterator[Paragraph]:
        for line in text.take().split("\n"):
            if line.strip():
                self._line += 1
                yield Paragraph(line, Place(line=self._line))

    def _walk(self, element: etree._Element, text: _Text, depth: int) -> Iterator[Block]:
        if depth > _DEEPEST:
            raise errors.too_complex()
        if element.tag == "table":
            yield from self._flush(text)
            yield from self._table(element, depth)
        elif element.tag not in _DROPPED and not _is_hidden(element):
            if element.tag == "br" or element.tag in _BLOCKS:
                text.end()
            text.add(element.text)
            for child in element:
                yield from self._walk(child, text, depth + 1)
            if element.tag in _BLOCKS:
                text.end()
        text.add(element.tail)

    def _table(self, element: etree._Element, depth: int) -> Iterator[Block]:
        self._tables += 1
        number = self._tables
        builder = grids.TableBuilder(self._limits)
        inner: list[Block] = []
        for index, row in enumerate(_rows(element), 1):
            builder.start_row(Place(table=number, row=index))
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                blocks = list(self._cell(cell, depth))
                inner.extend(blocks)
                builder.put(
                    "\n".join(_flat(blocks)),
                    row_span=_span(cell, "rowspan", self._limits.rows),
                    column_span=_span(cell, "colspan", self._limits.columns),
                )
        table = builder.build()
        nested = [block for block in inner if isinstance(block, Table)]
        if nested and max(map(grids.size, nested)) > grids.size(table):
            yield from inner
        elif grids.size(table):
            yield table

    def _cell(self, cell: etree._Element, depth: int) -> Iterator[Block]:
        text = _Text()
        text.add(cell.text)
        for child in cell:
            yield from self._walk(child, text, depth + 1)
        yield from self._flush(text)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _span(cell: etree._Element, name: str, most: int) -> int:
    text = (cell.get(name) or "1").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        return 1
    # rowspan="0" reaches to the end of the table.
    return min(int(text), most) or (most if name == "rowspan" else 1)


def _is_hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None


def _flat(blocks: list[Block]) -> list[str]:
    lines = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines.extend(cell.text for cell in block.cells if cell.text)
    return lines
