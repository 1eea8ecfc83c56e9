"""The documents beside the repository: every file is read, in whatever form, into the same table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from common.uploads.errors import Refused
from common.uploads.guard import precheck
from importer.grid import Document
from importer.readers.registry import read

SEEDS = range(5)


def document(path: Path) -> Document:
    data = path.read_bytes()
    precheck(data, path.name)
    return read(data, path.name)


def words(found: Document) -> str:
    texts = (cell.text for table in found.tables for cell in table.cells)
    return "".join("".join(texts).split())


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("number", [0, 1, 2, 4])  # 3 is in traditional characters, which no reader changes
def test_every_unit_stands_in_some_cell(corpus: Path, number: int, kind: str) -> None:
    gold: dict[str, Any] = json.loads((corpus / "gold" / f"seed-{number}.json").read_text())
    printed = words(document(corpus / "docs" / f"seed-{number}.{kind}"))
    units = {"".join(unit["name"].split()) for task in gold["tasks"] for unit in task["units"]}
    assert {unit for unit in units if unit not in printed} == set()


@pytest.mark.parametrize("number", SEEDS)
def test_text_form_has_the_rows_of_the_word_form(corpus: Path, number: int) -> None:
    sizes = []
    for kind in ("docx", "txt"):
        (table,) = document(corpus / "docs" / f"seed-{number}.{kind}").tables
        rows = {
            cell.row for cell in table.cells if cell.text.strip() and cell.column == table.column_count - 1
        }
        sizes.append(len(rows))
    assert abs(sizes[0] - sizes[1]) <= max(2, sizes[0] // 5)


def test_bad_files_end_as_expected(corpus: Path) -> None:
    for entry in json.loads((corpus / "bad" / "expect.json").read_text()):
        found = outcome(corpus / "bad" / entry["file"])
        if isinstance(found, Refused):
            assert entry["expect"] in ("refuse", "either"), entry["file"]
            continue
        # Prose without a plan can be read; it is the interpreter that refuses it.
        assert entry["expect"] != "refuse" or "no plan" in entry["why"], entry["file"]
        if entry["expect"] == "survive":
            (table,) = found.tables
            assert table.row_count == entry["tasks"] + 1, entry["file"]
        assert not entry["must_not_contain"] or entry["must_not_contain"] not in repr(found)


def outcome(path: Path) -> Document | Refused:
    try:
        return document(path)
    except Refused as refused:
        return refused
