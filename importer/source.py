"""The document as printed, for the left side of the preview: blocks, rows and cells, and their anchors.

Shape: ``{"blocks": [{"rows": [{"place": {…}, "cells": [[text, column, row_span, column_span], …]}, …]} |
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
        rows[cell.row]["cells"].append([cell.text, cell.column, height, cell.column_span])
    return {"rows": rows}


def anchors(source: Json) -> dict[str, str]:
    """The anchor of each row and line by the key of its place."""
    return {
        place_key(line["place"]): line["anchor"] for block in _with_anchors(source) for line in block["rows"]
    }


def place_key(place: Json) -> str:
    """A key for a place (importer.grid.Place as JSON)."""
    return "/".join(str(place.get(part, "")) for part in ("sheet", "table", "row", "line"))


def part_of(source: Json, first: Json | None, last: Json | None, before: Json | None) -> list[Json]:
    """The blocks from ``first`` (a place) to ``last``, each line with its anchor; None: the document's ends.

    ``before`` is the place where the part before ended: what stands between the two belongs here.
    """
    blocks = list(_with_anchors(source))
    keys = [place_key(line["place"]) for block in blocks for line in block["rows"]]
    start = min(_index(keys, first, 0), _index(keys, before, len(keys)) + 1) if first else 0
    end = _index(keys, last, len(keys) - 1) + 1 if last else len(keys)
    found, passed = [], 0
    for block in blocks:
        count = len(block["rows"])
        low, high = max(start - passed, 0), min(end - passed, count)
        if low < high:
            found.append({**block, "rows": _cut(block["rows"], low, high)})
        passed += count
    return found


def _index(keys: list[str], place: Json | None, otherwise: int) -> int:
    key = place_key(place) if place else ""
    return keys.index(key) if key in keys else otherwise


def _with_anchors(source: Json) -> Iterator[Json]:
    """Blocks with rows, each with its anchor; a paragraph is a block of one line."""
    for number, block in enumerate(source.get("blocks", ()), start=1):
        if "rows" in block:
            rows = [
                {**row, "anchor": f"s{number}-{count}"} for count, row in enumerate(block["rows"], start=1)
            ]
            yield {"is_table": True, "rows": rows}
        else:
            yield {"is_table": False, "rows": [{**block, "anchor": f"s{number}"}]}


def _cut(rows: list[Json], low: int, high: int) -> list[Json]:
    """Rows ``low`` to ``high``: cells merged over a border are cut there and stand on both sides."""
    part = [dict(row) for row in rows[low:high]]
    if "cells" not in part[0]:
        return part
    for offset, row in enumerate(part):
        row["cells"] = [_shortened(cell, len(part) - offset) for cell in row["cells"]]
    for above in range(low):
        for text, column, height, width in rows[above]["cells"]:
            if above + height > low:
                part[0]["cells"].append(_shortened([text, column, above + height - low, width], len(part)))
    part[0]["cells"].sort(key=lambda cell: int(cell[1]))
    return part


def _shortened(cell: list[Any], room: int) -> list[Any]:
    text, column, height, width = cell
    return [text, column, min(height, room), width]
