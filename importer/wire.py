"""A document as JSON and back: how the reading process hands it over.

Shape: ``{"reader": str, "notes": [[code, message], …], "blocks": [{"text": str, "place": {…}} |
{"cells": [[text, row, column, row_span, column_span], …], "places": [{…}, …]}]}``.
"""

from __future__ import annotations

from typing import Any

from importer.grid import Block, Cell, Document, Note, Paragraph, Place, Table

Json = dict[str, Any]


def as_json(document: Document) -> Json:
    return {
        "reader": document.reader,
        "notes": [[note.code, note.message] for note in document.notes],
        "blocks": [_block_as_json(block) for block in document.blocks],
    }


def from_json(value: Json) -> Document:
    return Document(
        tuple(_block_from_json(block) for block in value["blocks"]),
        value["reader"],
        tuple(Note(code, message) for code, message in value["notes"]),
    )


def _block_as_json(block: Block) -> Json:
    if isinstance(block, Paragraph):
        return {"text": block.text, "place": block.place.as_json()}
    return {
        "cells": block.cells,
        "places": [place.as_json() for place in block.places],
    }


def _block_from_json(value: Json) -> Block:
    if "text" in value:
        return Paragraph(value["text"], Place.from_json(value["place"]))
    return Table(
        tuple(Cell(*cell) for cell in value["cells"]),
        tuple(Place.from_json(place) for place in value["places"]),
    )
