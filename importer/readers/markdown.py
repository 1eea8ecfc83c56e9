"""Markdown: pipe tables as in plain text, headings, lists and emphasis without their signs."""

from __future__ import annotations

import re
from dataclasses import replace

from importer.grid import Document
from importer.readers import decoding, text
from importer.readers.source import Source

_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{3,}:?[ \t]*(\|[ \t]*:?-{3,}:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]{0,3}>[ \t]?", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_BULLET = re.compile(r"^[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)", re.MULTILINE)
_EXTENSIONS = ("md", "markdown")


def score(source: Source) -> float:
    if not decoding.is_text(source.data[:65536]):
        return 0.0
    if source.extension in _EXTENSIONS:
        return 0.8
    return 0.3 if _RULE.search(decoding.decode(source.data)) else 0.0


def read(source: Source) -> Document:
    return replace(
        text.read_text(_without_signs(decoding.decode(source.data)), source.limits), reader="markdown"
    )


def _without_signs(words: str) -> str:
    words = _BULLET.sub("", _QUOTE.sub("", _HEADING.sub(r"\1", words)))
    return _LINK.sub(r"\1", _EMPHASIS.sub(r"\2", words))
