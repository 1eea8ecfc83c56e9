"""Directory sheets as .xlsx: read with limits, written without formulas; rows as a preview shows them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import openpyxl

from common.cells import bare, harmless
from common.decisions import Refusal
from common.text import squeeze
from common.uploads import cells
from common.uploads.limits import MEGABYTE, Limits

MAX_ROWS = 2000
LIMITS = Limits(file_size=2 * MEGABYTE, total_size=30 * MEGABYTE, rows=10_000, columns=200)

Row = Mapping[str, str]


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


KIND_LABELS = {Kind.NEW: "新增", Kind.CHANGED: "有改动", Kind.SAME: "未变", Kind.REFUSED: "不能导入"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet against what is stored: ``changes`` maps a column to (before, after)."""

    number: int
    title: str
    kind: Kind
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    reason: str = ""

    @property
    def seen(self) -> str:
        return f"{self.number}{self.kind}{sorted(self.changes.items())}"


def compared(number: int, title: str, before: Row | None, after: Row) -> Line:
    """A line without a refusal: new, changed or same."""
    if before is None:
        return Line(number, title, Kind.NEW, {name: ("", value) for name, value in after.items() if value})
    changes = {name: (before[name], value) for name, value in after.items() if before[name] != value}
    return Line(number, title, Kind.CHANGED if changes else Kind.SAME, changes)


def read(data: bytes, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows under the head of the first sheet, by column, empty ones left out; Refusal with a sentence."""
    first = next(iter(cells.read(data, LIMITS).values()), [])
    rows = [[squeeze(bare(cell)) for cell in row] for row in first]
    if not rows or not set(columns) <= set(rows[0]):
        raise Refusal(f"表头应有这些列：{'、'.join(columns)}。请先导出，再在导出的表里修改。")
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if any(row)]
    if len(found) > MAX_ROWS:
        raise Refusal(f"一次最多 {MAX_ROWS} 行，请分几次导入。")
    return [{name: row[name] for name in columns} for row in found]


def write(title: str, columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A sheet with a head line; every cell is text, none is run as a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append(list(columns))
    for row in rows:
        sheet.append([harmless(row[name]) for name in columns])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
