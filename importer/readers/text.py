"""Plain text in the shapes in which tables survive being copied; what is no table stays running text."""

from __future__ import annotations

from collections.abc import Iterator

from common.uploads.limits import Limits
from importer.grid import Block, Document
from importer.readers import decoding, text_cells, text_ruled, text_tabbed
from importer.readers.source import Source
from importer.readers.text_lines import Line, lines_of, paragraphs


def score(source: Source) -> float:
    """Any text will do, so that every reader that knows more goes first."""
    return 0.1 if decoding.is_text(source.data[:65536]) else 0.0


def read(source: Source) -> Document:
    return read_text(decoding.decode(source.data), source.limits)


def read_text(text: str, limits: Limits) -> Document:
    """Text with ``\\n`` line ends, without control characters."""
    return Document(tuple(_blocks(text_ruled.unify(lines_of(text)), limits)), "text")


def _blocks(lines: list[Line], limits: Limits) -> Iterator[Block]:
    if text_ruled.fits_pipes(lines):
        return text_ruled.read_pipes(lines, limits)
    if text_cells.fits_pipes(lines):
        return text_cells.read_pipes(lines, limits)
    if text_tabbed.fits(lines):
        return text_tabbed.read(lines, limits)
    if text_ruled.fits_tabs(lines):
        return text_ruled.read_tabs(lines, limits)
    if text_cells.fits_groups(lines):
        return text_cells.read_groups(lines, limits)
    if text_cells.fits_lines(lines):
        return text_cells.read_lines(lines, limits)
    return paragraphs(lines)
