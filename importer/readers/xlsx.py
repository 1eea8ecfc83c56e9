"""Excel workbooks (.xlsx, .xlsm, .xltx), read from their XML.

Own reading instead of calamine or openpyxl: number formats (a cell that shows 12月30日 must not gain a year),
hidden rows and phonetic runs are needed, in a stream that a sheet of 4.6 kB cannot blow up to gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import IO

from lxml import etree

from common.uploads import errors
from common.uploads.limits import Limits
from importer.grid import Document, Note
from importer.readers.package import Package, forget, is_zip, iterate
from importer.readers.sheets import Sheet, table_of
from importer.readers.source import Source
from importer.readers.xlsx_formats import S, clean, number_formats, shown

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ROW, _CELL, _VALUE = S + "row", S + "c", S + "v"
_MERGE, _ITEM = S + "mergeCell", S + "si"
_TRUE = ("1", "true")


def score(source: Source) -> float:
    if not is_zip(source):
        return 0.0
    package = Package(source)
    return 1.0 if package.any_under("xl/") and not package.has("xl/workbook.bin") else 0.0


def read(source: Source) -> Document:
    """Raises Refused where there is no workbook; other errors mean that it is broken."""
    package = Package(source)
    main = package.main or "xl/workbook.xml"
    workbook = package.tree(main)
    if workbook is None:
        raise errors.corrupt()
    book = _Book(package, main, workbook, source.limits)
    sheets = list(book.sheets())
    visible = [sheet for sheet in sheets if sheet.visible]
    tables = [table for sheet in visible if (table := table_of(sheet, source.limits))]
    left_out = [sheet.name for sheet in sheets if not sheet.visible and sheet.rows]
    if not tables:
        tables = [table for sheet in sheets if (table := table_of(sheet, source.limits))]
        left_out = []
    return Document(tuple(tables), "xlsx", tuple(_notes(book.hidden, left_out)))


class _Book:
    def __init__(self, package: Package, main: str, workbook: etree._Element, limits: Limits) -> None:
        self._package = package
        self._main = main
        self._workbook = workbook
        self._limits = limits
        properties = workbook.find(S + "workbookPr")
        self._since_1904 = properties is not None and properties.get("date1904") in _TRUE
        styles = package.related(main, "styles")
        self._formats = number_formats(package.tree(styles) if styles else None)
        shared = package.related(main, "sharedStrings")
        self._shared = self._strings(shared) if shared else []
        self.hidden: dict[str, int] = {}

    def _strings(self, name: str) -> list[str]:
        found = []
        with self._package.stream(name) as stream:
            for _, item in iterate(stream, (_ITEM,), ("end",)):
                found.append(_words(item))
                forget(item)
        return found

    def sheets(self) -> Iterator[Sheet]:
        relations = self._package.relations(self._main)
        for entry in self._workbook.iter(S + "sheet"):
            kind, name = relations.get(entry.get(_ID, ""), ("", ""))
            if kind != "worksheet" or not self._package.has(name):
                continue
            sheet = Sheet(entry.get("name", ""), visible=entry.get("state", "visible") == "visible")
            with self._package.stream(name) as stream:
                self._read(stream, sheet)
            yield sheet

    def _read(self, stream: IO[bytes], sheet: Sheet) -> None:
        row = -1
        for _, element in iterate(stream, (_ROW, _MERGE), ("end",)):
            if element.tag == _ROW:
                number = element.get("r")
                row = int(number) - 1 if number and number.isdigit() else row + 1
                cells = self._cells(element)
                if cells:
                    sheet.rows[row] = cells
                    hidden = element.get("hidden") in _TRUE and any(map(str.strip, cells.values()))
                    self.hidden[sheet.name] = self.hidden.get(sheet.name, 0) + hidden
                if len(sheet.rows) > self._limits.rows:
                    raise errors.too_many_rows(self._limits.rows)
            elif element.tag == _MERGE:
                corners = _REFERENCE.findall(element.get("ref", ""))
                if len(corners) == 2:
                    (left, top), (right, bottom) = corners
                    if len(sheet.merges) >= self._limits.merged_cells // 2:
                        raise errors.too_complex()
                    sheet.merges.append((int(top) - 1, _column(left), int(bottom) - 1, _column(right)))
            forget(element)

    def _cells(self, row: etree._Element) -> dict[int, str]:
        cells = {}
        column = -1
        for cell in row.iterchildren(_CELL):
            match = _REFERENCE.fullmatch(cell.get("r") or "")
            column = _column(match.group(1)) if match else column + 1
            if text := self._text(cell):
                cells[column] = text
        return cells

    def _text(self, cell: etree._Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(S + "is")
            return "" if inline is None else _words(inline)
        child = next(cell.iterchildren(_VALUE), None)
        value = None if child is None else child.text
        if not value:
            return ""
        if kind == "s":
            index = int(value) if value.isdigit() else -1
            return self._shared[index] if 0 <= index < len(self._shared) else ""
        if kind == "n":
            style = int(cell.get("s") or 0)
            code = self._formats[style] if 0 <= style < len(self._formats) else ""
            return shown(value, code, since_1904=self._since_1904)
        if kind == "b":
            return "是" if value == "1" else "否"
        return clean(value)


def _words(item: etree._Element) -> str:
    """A string with its rich text runs; phonetic guides (rPh) are not part of it."""
    runs = (
        child if child.tag == S + "t" else child.find(S + "t") for child in item if child.tag != S + "rPh"
    )
    return clean("".join(run.text or "" for run in runs if run is not None))


@lru_cache(maxsize=512)
def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _notes(hidden: dict[str, int], left_out: list[str]) -> Iterator[Note]:
    for name, rows in hidden.items():
        if rows:
            yield Note("hidden_rows", f"工作表“{name}”有 {rows} 行被隐藏或筛选掉，已一并读入。")
    if left_out:
        yield Note("hidden_sheets", f"隐藏的工作表未读入：{'、'.join(left_out)}。")
