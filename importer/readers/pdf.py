"""PDF files with a text layer: ruled tables, joined over pages, and running text."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from common.uploads import errors
from common.uploads.limits import Limits
from importer.grid import Block, Document, Paragraph, Place
from importer.readers import pdf_tables
from importer.readers.pdf_lines import Char, TextLine, lines_of, paragraphs_of
from importer.readers.pdf_tables import PdfTable
from importer.readers.source import Source

_MARK = re.compile(rb"%PDF-\d")
_PAGE_NUMBER = re.compile(r"[\s—–\-－·_~第/共]*\d{1,4}[\s—–\-－·_~页頁/共第\d]*")


def score(source: Source) -> float:
    return 0.95 if _MARK.search(source.head[:1024]) else 0.0


def read(source: Source) -> Document:
    """Raises Refused for a password, too many pages, or pages that are pictures."""
    # Imported here: other kinds of file need not wait half a second for it.
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    # It reports each oddity of a font; nobody can act on that.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(BytesIO(source.data)) as file:
            blocks = tuple(_Reader(source.limits).blocks(file))
    except PdfminerException as error:
        causes = (*error.args, error.__cause__)
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
            raise errors.encrypted() from error
        if any(isinstance(cause, MemoryError) for cause in causes):
            raise errors.too_complex() from error
        raise errors.corrupt() from error
    return Document(blocks, "pdf")


class _Reader:
    """Goes through the pages and holds back what may go on over the next one."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._table: PdfTable | None = None
        self._lines: list[TextLine] = []
        self._tables = 0
        self._paragraphs = 0

    def blocks(self, file: Any) -> Iterator[Block]:
        for number, page in enumerate(file.pages, 1):
            if number > self._limits.pages:
                raise errors.too_many_pages(self._limits.pages)
            yield from self._page(page.dedupe_chars())
            page.close()
        yield from self._end_table()
        yield from self._end_text()

    def _page(self, page: Any) -> Iterator[Block]:
        chars: list[Char] = page.chars
        top = 0.0
        for found in sorted(page.find_tables(), key=lambda table: table.bbox[1]):
            table = pdf_tables.ruled(found.cells, chars)
            if table is None:
                continue
            box = found.bbox
            yield from self._text([char for char in chars if top <= _middle(char) < box[1]])
            chars = [char for char in chars if not box[1] <= _middle(char) < box[3]]
            top = box[3]
            if self._table is not None and pdf_tables.continues(self._table, table):
                pdf_tables.append(self._table, table)
                continue
            yield from self._end_table()
            yield from self._end_text()
            self._table = table
        yield from self._text([char for char in chars if _middle(char) >= top])

    def _text(self, chars: list[Char]) -> Iterator[Block]:
        lines = [line for line in lines_of(chars) if not _PAGE_NUMBER.fullmatch(line.text)]
        if lines:
            yield from self._end_table()
            self._lines.extend(lines)

    def _end_table(self) -> Iterator[Block]:
        if self._table is not None:
            self._tables += 1
            yield pdf_tables.finished(self._table, self._tables, self._limits)
            self._table = None

    def _end_text(self) -> Iterator[Block]:
        for text in paragraphs_of(self._lines):
            self._paragraphs += 1
            yield Paragraph(text, Place(line=self._paragraphs))
        self._lines = []


def _middle(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2
