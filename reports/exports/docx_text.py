"""XML of running text in a Word paper."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

# What XML cannot hold, whatever a person has pasted.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def run(text: str, properties: str = "") -> str:
    clean = escape(_FORBIDDEN.sub("", text))
    looks = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{looks}<w:t xml:space="preserve">{clean}</w:t></w:r>'


def paragraph(runs: str, style: str, properties: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def paragraphs(text: str, style: str, properties: str = "") -> str:
    """One a line; an empty text is an empty paragraph, which a cell needs."""
    return "".join(paragraph(run(line) if line else "", style, properties) for line in text.split("\n"))
