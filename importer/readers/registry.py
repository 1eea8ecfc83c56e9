"""Which reader reads a file: each scores the content, the best score wins; the extension is only a hint."""

from __future__ import annotations

import re
from types import ModuleType

from common.uploads import errors
from common.uploads.errors import Refused
from common.uploads.limits import Limits
from importer.grid import Document
from importer.readers import csv_file, doc, docx, html, markdown, pdf, text, xls, xlsx
from importer.readers.source import Source

READERS: tuple[ModuleType, ...] = (docx, xlsx, doc, xls, pdf, html, csv_file, markdown, text)

# Rich text, single-file web pages, the XML of Office 2003: text by their bytes, but not for people.
_OTHERS = re.compile(
    rb"\s*(\{\\rtf|MIME-Version:|<\?xml[^>]*>\s*(<\?mso-application|<[\w:]+[^>]*schemas[-.]microsoft[-.]com))"
)


def read(data: bytes, filename: str = "", limits: Limits | None = None) -> Document:
    """Read an upload; raises Refused with a Chinese sentence for everything that cannot be read."""
    return read_source(Source(data, filename, limits or Limits()))


def read_source(source: Source) -> Document:
    if not source.data:
        raise errors.empty()
    if len(source.data) > source.limits.file_size:
        raise errors.too_large(source.limits.file_size)
    if _OTHERS.match(source.head):
        raise errors.save_as_docx()
    try:
        scores = [reader.score(source) for reader in READERS]
        if max(scores) <= 0:
            raise errors.unknown_kind()
        document = READERS[scores.index(max(scores))].read(source)
    except Refused:
        raise
    except MemoryError:
        raise errors.too_complex() from None
    except Exception as error:  # whatever a broken file provokes in a parser means one thing to a person
        raise errors.corrupt() from error
    if not document.blocks:
        raise errors.no_text()
    return document


def read_text(words: str, limits: Limits | None = None) -> Document:
    """Read a pasted text: running text, a table of a web page or of a spreadsheet; raises Refused."""
    return read_source(Source(words.encode("utf-8", errors="replace"), "", limits or Limits()))
