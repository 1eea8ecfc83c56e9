"""Names of WordprocessingML elements, and reading their ``w:val``."""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

VALUE = W + "val"
PARAGRAPH, TABLE, ROW, CELL, RUN = W + "p", W + "tbl", W + "tr", W + "tc", W + "r"
TEXT, DELETED, MOVED = W + "t", W + "del", W + "moveFrom"
PARAGRAPH_PROPERTIES, RUN_PROPERTIES = W + "pPr", W + "rPr"
CELL_PROPERTIES, ROW_PROPERTIES = W + "tcPr", W + "trPr"
SPAN, ACROSS, DOWN, CELL_DELETED = W + "gridSpan", W + "hMerge", W + "vMerge", W + "cellDel"
TEXT_BOX = W + "txbxContent"
ALTERNATE, CHOICE, FALLBACK = MC + "AlternateContent", MC + "Choice", MC + "Fallback"


def child_of(parent: etree._Element, tag: str) -> etree._Element | None:
    """The first child of that name: ``find`` without its path language, which takes twice as long."""
    return next(parent.iterchildren(tag), None)


def value_of(parent: etree._Element, name: str) -> str | None:
    """``w:val`` of a child, or None where the child is missing."""
    child = child_of(parent, W + name)
    return None if child is None else child.get(VALUE)


def number_of(text: str | None, default: int) -> int:
    """A whole number of an attribute; hostile and missing values become the default."""
    if text is None or not text.lstrip("-").isdigit() or len(text) > 9:
        return default
    return int(text)


def is_on(properties: etree._Element | None, name: str) -> bool:
    """Whether a toggle stands there and is not switched off."""
    child = None if properties is None else child_of(properties, W + name)
    return child is not None and child.get(VALUE) not in ("0", "false", "off")
