"""Comma-, semicolon- and tab-separated values, as spreadsheets export them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from common.uploads import errors
from importer.grid import Document, Place
from importer.readers import decoding, grids
from importer.readers.source import Source

_DELIMITERS = (",", "\t", ";")
_EXTENSIONS = ("csv", "tsv")
_FEWEST_ROWS = _FEWEST_COLUMNS = 3
_LONGEST_CELL = 131_072


def score(source: Source) -> float:
    """Sure by the extension; without it only where every row is as wide as the others."""
    if not decoding.is_text(source.data[:65536]):
        return 0.0
    text = decoding.decode(source.data)
    delimiter = _delimiter(text)
    if delimiter is None:
        return 0.0
    if source.extension in _EXTENSIONS:
        return 0.8
    return 0.2 if delimiter != "\t" and _is_regular(text, delimiter) else 0.0


def _is_regular(text: str, delimiter: str) -> bool:
    try:
        widths = [len(cells) for _, cells in _rows(text, delimiter) if any(cells)]
    except csv.Error:
        return False
    return len(widths) >= _FEWEST_ROWS and widths[0] >= _FEWEST_COLUMNS and len(set(widths)) == 1


def read(source: Source) -> Document:
    """Raises Refused where a quoted cell never ends."""
    text = decoding.decode(source.data)
    rows: list[list[str]] = []
    places: list[Place] = []
    try:
        for number, cells in _rows(text, _delimiter(text) or ","):
            if any(cells):
                rows.append(cells)
                places.append(Place(line=number))
            if len(rows) > source.limits.rows:
                raise errors.too_many_rows(source.limits.rows)
    except csv.Error as error:
        raise errors.corrupt() from error
    if not rows:
        raise errors.no_text()
    return Document((grids.plain_table(rows, places, source.limits),), "csv")


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    number = 1
    for cells in reader:
        yield number, [cell.strip() for cell in cells]
        number = reader.line_num + 1


def _delimiter(text: str) -> str | None:
    """The delimiter that makes most rows equally wide; None where none parts anything."""
    best, delimiter = 0, None
    for candidate in _DELIMITERS:
        try:
            widths = [len(cells) for _, cells in _rows(text[:20_000], candidate) if any(cells)][:50]
        except csv.Error:
            continue
        usual = max((width for width in widths if width > 1), key=widths.count, default=0)
        if widths.count(usual) > best:
            best, delimiter = widths.count(usual), candidate
    return delimiter
