"""The words of a Word paragraph as printed: inserted words count, deleted and hidden ones do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from importer.readers.docx_names import (
    ALTERNATE,
    CHOICE,
    DELETED,
    FALLBACK,
    MOVED,
    PARAGRAPH,
    PARAGRAPH_PROPERTIES,
    RUN,
    RUN_PROPERTIES,
    TABLE,
    TEXT,
    TEXT_BOX,
    W,
    child_of,
    is_on,
)
from importer.readers.docx_numbering import Numbering
from importer.readers.numbered import joined

_LEFT_OUT = {
    PARAGRAPH_PROPERTIES,
    RUN_PROPERTIES,
    FALLBACK,
    DELETED,
    MOVED,
    W + "delText",
    W + "instrText",
    W + "rt",
    W + "sdtPr",
    W + "sdtEndPr",
    W + "smartTagPr",
    W + "customXmlPr",
}
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}
_CONTAINERS = {W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo", W + "body"}


@dataclass(slots=True)
class Reading:
    """What is kept while a document is read: its numbering, what may occur in it, what was left out."""

    numbering: Numbering
    hides: bool = True
    revises: bool = True
    deleted: int = 0
    hidden: int = 0


@dataclass(slots=True)
class _Words:
    reading: Reading
    parts: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)

    def take(self, element: etree._Element) -> None:
        for child in element:
            tag = child.tag
            if tag == TEXT:
                self.parts.append(child.text or "")
            elif tag == RUN:
                if not self._hides(child):
                    self.take(child)
            elif tag in _LEFT_OUT:
                self.reading.deleted += tag in (DELETED, MOVED)
            elif tag in _SIGNS:
                self.parts.append(_SIGNS[tag])
            elif tag == TEXT_BOX:
                self.boxes.append(child)
            elif tag == ALTERNATE:
                self.take(_chosen(child))
            elif len(child):
                self.take(child)
            else:
                self.parts.append(_sign(child))

    def _hides(self, run: etree._Element) -> bool:
        hidden = (
            self.reading.hides and len(run) > 1 and run[0].tag == RUN_PROPERTIES and is_on(run[0], "vanish")
        )
        self.reading.hidden += hidden and bool(run.findtext(TEXT))
        return hidden


def _chosen(alternate: etree._Element) -> etree._Element:
    """One of several forms of the same content: the first choice, or else the fallback."""
    for name in (CHOICE, FALLBACK):
        if (found := alternate.find(name)) is not None:
            return found
    return etree.Element(FALLBACK)


def _sign(element: etree._Element) -> str:
    if element.tag == W + "br":
        # A page break parts pages, not words.
        return "" if element.get(W + "type") in ("page", "column") else "\n"
    return _symbol(element) if element.tag == W + "sym" else ""


def _symbol(element: etree._Element) -> str:
    """A sign by its code point; those of symbol fonts (private use area) have no text."""
    try:
        point = int(element.get(W + "char") or "0", 16)
    except ValueError:
        return ""
    return "" if point < 0x20 or 0xD800 <= point <= 0xF8FF or point > 0x10FFFF else chr(point)


def read_paragraph(paragraph: etree._Element, reading: Reading) -> tuple[str, list[etree._Element], bool]:
    """The printed text with its number, the text boxes anchored in it, and whether its end is deleted.

    A paragraph whose end is deleted goes on in the same line as the next one.
    """
    words = _Words(reading)
    words.take(paragraph)
    text = "".join(words.parts)
    properties = child_of(paragraph, PARAGRAPH_PROPERTIES)
    deleted_end = reading.revises and _mark_deleted(properties)
    if deleted_end and not text.strip():
        return "", words.boxes, True
    return joined(reading.numbering.label(properties), text), words.boxes, deleted_end


def _mark_deleted(properties: etree._Element | None) -> bool:
    mark = None if properties is None else child_of(properties, RUN_PROPERTIES)
    return mark is not None and any(child.tag in (DELETED, MOVED) for child in mark)


def content(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables directly inside a body, a cell or a text box, through content controls."""
    for child in container:
        if child.tag in (PARAGRAPH, TABLE):
            yield child
        elif child.tag in _CONTAINERS:
            yield from content(child)
        elif child.tag == ALTERNATE:
            yield from content(_chosen(child))


def is_contents_entry(paragraph: etree._Element, reading: Reading) -> bool:
    """A line of an automatic table of contents: it repeats a heading and is none."""
    return reading.numbering.style_of(paragraph.find(PARAGRAPH_PROPERTIES)).name.startswith("toc ")
