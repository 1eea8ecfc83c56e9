"""Spreadsheets that are not .xlsx: .xls and WPS's .et, .xlsb, .ods; read by calamine.

It does not tell number formats, so that a day always comes with its year.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import python_calamine

from common.uploads import errors
from importer.grid import Document, Note
from importer.readers import ole
from importer.readers.package import Package, is_zip
from importer.readers.sheets import Sheet, table_of
from importer.readers.source import Source
from importer.readers.xlsx_formats import chinese_date, clean, plain

_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"


def score(source: Source) -> float:
    if ole.is_ole(source):
        container = ole.Container(source)
        return 1.0 if container.has("Workbook") or container.has("Book") else 0.0
    if not is_zip(source):
        return 0.0
    package = Package(source)
    mimetype = package.read("mimetype") or b""
    return 1.0 if package.has("xl/workbook.bin") or mimetype.startswith(_OPEN_DOCUMENT) else 0.0


def read(source: Source) -> Document:
    """Raises Refused for a password; other errors mean that the file is broken."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(source.data))
    except python_calamine.PasswordError as error:
        raise errors.encrypted() from error
    tables, left_out = [], []
    for entry in book.sheets_metadata:
        if entry.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if entry.visible != python_calamine.SheetVisibleEnum.Visible:
            left_out.append(entry.name)
        elif (table := table_of(_sheet(book, entry.name), source.limits)) is not None:
            tables.append(table)
    notes = [Note("hidden_sheets", f"隐藏的工作表未读入：{'、'.join(left_out)}。")] if left_out else []
    return Document(tuple(tables), "xls", tuple(notes))


def _sheet(book: python_calamine.CalamineWorkbook, name: str) -> Sheet:
    found = book.get_sheet_by_name(name)
    sheet = Sheet(name)
    # Rows come from the first of the sheet on, their cells from the first that is used.
    left = found.start[1] if found.start else 0
    for row, values in enumerate(found.iter_rows()):
        cells = {column: text for column, value in enumerate(values, left) if (text := shown(value))}
        if cells:
            sheet.rows[row] = cells
    sheet.merges = [
        (top, left, bottom, right) for (top, left), (bottom, right) in found.merged_cell_ranges or ()
    ]
    return sheet


def shown(value: object) -> str:
    """A value of a cell as a person would print it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float | int):
        return plain(float(value))
    if isinstance(value, dt.datetime):
        return chinese_date(value, time=value.time() != dt.time())
    if isinstance(value, dt.date):
        return chinese_date(value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return clean(str(value))
