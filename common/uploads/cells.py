"""The cells of a spreadsheet as text, read in a process of its own: ``python -m common.uploads.cells``."""

from __future__ import annotations

import datetime as dt
import io
import sys
from typing import Any

from common.decisions import Refusal
from common.uploads import errors, process
from common.uploads.confined import serve
from common.uploads.errors import Refused
from common.uploads.guard import precheck
from common.uploads.limits import MEGABYTE, Limits

# A directory or a plan kept as a sheet is far below what an issued document may be.
LIMITS = Limits(file_size=8 * MEGABYTE, rows=12_000, columns=60)

Sheets = dict[str, list[list[str]]]


def read(data: bytes, limits: Limits = LIMITS) -> Sheets:
    """Every sheet by its name, hidden ones too, in their order; Refusal with a sentence."""
    try:
        precheck(data, "", limits)
        found: Sheets = process.ask("common.uploads.cells", [], data, limits)["sheets"]
    except Refused as refused:
        raise Refusal(refused.sentence) from refused
    return found


def _answer(data: bytes, order: Any, limits: Limits) -> dict[str, Any]:
    from python_calamine import CalamineError, load_workbook

    try:
        book = load_workbook(io.BytesIO(data))
        sheets = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
        found = {name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets.items()}
    except CalamineError as error:
        raise errors.not_a_sheet() from error
    for rows in found.values():
        if len(rows) > limits.rows:
            raise errors.too_many_rows(limits.rows)
        if rows and len(rows[0]) > limits.columns:
            raise errors.too_many_columns(limits.columns)
    return {"sheets": {name: [list(map(_text, row)) for row in rows] for name, rows in found.items()}}


def _text(cell: Any) -> str:
    """As people read it: whole numbers without a point, days without a time."""
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell)


if __name__ == "__main__":
    sys.exit(serve(_answer))
