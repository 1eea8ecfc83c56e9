"""The document as printed, for the left side of the preview: blocks, rows and cells, and their anchors.

Shape: ``{"blocks": [{"rows": [{"place": {…}, "cells": [[text, row_span, column_span], …]}, …]} |
{"place": {…}, "text": str}]}``; a merged cell stands once, in the row where it begins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importer.grid import Document, Paragraph, Table

Json = dict[str, Any]


def as_json(document: Document) -> Json:
    """The blocks of a document, in printed order, empty paragraphs left out."""
    return {
        "blocks": [
            _table(block) if isinstance(block, Table) else _paragraph(block)
            for block in document.blocks
            if isinstance(block, Table) or block.text.strip()
        ]
    }


def _paragraph(block: Paragraph) -> Json:
    return {"place": block.place.as_json(), "text": block.text}


def _table(block: Table) -> Json:
    rows: list[Json] = [{"place": place.as_json(), "cells": []} for place in block.places]
    for cell in sorted(block.cells, key=lambda cell: (cell.row, cell.column)):
        # A span beyond the last row would stretch the table on the page.
        height = min(cell.row_span, len(rows) - cell.row)
        rows[cell.row]["cells"].append([cell.text, height, cell.column_span])
    return {"rows": rows}


def anchors(source: Json) -> dict[str, str]:
    """The anchor of each row and line by the key of its place."""
    return {place_key(place): anchor for anchor, place in _places(source)}


def place_key(place: Json) -> str:
    """A key for a place (importer.grid.Place as JSON)."""
    return "/".join(str(place.get(part, "")) for part in ("sheet", "table", "row", "line"))


def _places(source: Json) -> Iterator[tuple[str, Json]]:
    for number, block in enumerate(source.get("blocks", ()), start=1):
        if "rows" not in block:
            yield f"s{number}", block["place"]
            continue
        for row_number, row in enumerate(block["rows"], start=1):
            yield f"s{number}-{row_number}", row["place"]
