"""The least that a reader has to do: ``python -m tests.bench.floor cells|grid FILE``, with lxml alone.

``cells``: a pass over all cells and their words, nothing kept but the count.  ``grid``: the same with merged
cells resolved, all kept.  Neither looks at numbering, revisions, hidden rows, number formats or at a plan.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Cell = tuple[int, str, bool]
"""Column from 0, text, and whether it goes on from above."""
Merge = tuple[int, int, int, int]


def _elements(package: zipfile.ZipFile, part: str, *tags: str) -> Iterator[etree._Element]:
    with package.open(part) as stream:
        for _, element in etree.iterparse(stream, tag=tags):
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def word_rows(package: zipfile.ZipFile) -> Iterator[list[Cell]]:
    for row in _elements(package, "word/document.xml", W + "tr"):
        cells, column = [], 0
        for cell in row.iterchildren(W + "tc"):
            text = "".join(node.text or "" for node in cell.iter(W + "t"))
            merge = next(cell.iter(W + "vMerge"), None)
            span = next(cell.iter(W + "gridSpan"), None)
            cells.append((column, text, merge is not None and merge.get(W + "val") != "restart"))
            column += 1 if span is None else int(span.get(W + "val"))
        yield cells


def excel_rows(package: zipfile.ZipFile, merges: list[Merge]) -> Iterator[list[Cell]]:
    shared = [
        "".join(node.text or "" for node in item.iter(S + "t"))
        for item in _elements(package, "xl/sharedStrings.xml", S + "si")
    ]
    for element in _elements(package, "xl/worksheets/sheet1.xml", S + "row", S + "mergeCell"):
        if element.tag == S + "row":
            cells = []
            for cell in element:
                value = cell.findtext(S + "v") or ""
                cells.append((_place(cell.get("r"))[1], shared[int(value)] if value else "", False))
            yield cells
        else:
            (top, left), (bottom, right) = map(_place, element.get("ref").split(":"))
            merges.append((top, left, bottom, right))


def _place(reference: str) -> tuple[int, int]:
    letters, digits = re.fullmatch("([A-Z]+)([0-9]+)", reference).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def grid(rows: Iterator[list[Cell]], merges: list[Merge]) -> list[dict[int, str]]:
    found: list[dict[int, str]] = []
    for cells in rows:
        above = found[-1] if found else {}
        found.append({column: above.get(column, "") if goes_on else text for column, text, goes_on in cells})
    for top, left, bottom, right in merges:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                found[row][column] = found[top][left]
    return found


def main(what: str, path: str) -> int:
    """How many cells."""
    merges: list[Merge] = []
    with zipfile.ZipFile(path) as package:
        is_word = "word/document.xml" in package.namelist()
        rows = word_rows(package) if is_word else excel_rows(package, merges)
        return sum(map(len, grid(rows, merges) if what == "grid" else rows))


if __name__ == "__main__":
    sys.stdout.write(f"{main(*sys.argv[1:])}\n")
