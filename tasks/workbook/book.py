"""The .xlsx file that goes out and comes back: a sheet for people, and a sealed one that knows what they saw.

The seal is signed: a file of another plan, of another system, or one that was tampered with is refused.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import tablib
import xlsxwriter
from django.core import signing

from common.decisions import Refusal
from common.memory import without_cycle_search
from common.uploads import cells
from tasks.models import Plan
from tasks.roles import Role
from tasks.workbook.columns import IDENTIFIER, columns_of, is_same

SHEET, NOTES, SEAL = "任务", "填写说明", "核对用"
SALT = "tasks.workbook"
# The values of a row's columns as they were written, and the division of work as one phrase.
Seen = dict[str, list[str]]
Row = tuple[int, str, list[str], str]
_PIECE = 30_000
_WIDTHS = {"number": 6, "heading": 26, "text": 60, "units": 20, "deadline": 16, "remark": 20}
_HELP = (
    "改动哪一格，上传后就只改哪一格；没有改动的不受影响。上传后先看预览，确认之前什么都不会改变。",
    "新增任务：插入一行，编号留空，写在哪一行后面就排在哪一项后面；工作要求留空时与上一行相同。",
    "删除一行不会删除任务：上传后会列出表里没有的任务，逐项勾选才删除。调换行的次序不改变计划里的顺序。",
    "几个单位之间用“、”隔开，名称以单位名录为准。完成时限写成“2026年12月30日”“印发后20个工作日内”或“长期”。",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An uploaded file, read: rows as (line, identifier, cells, identifier of the last known row above), and
    what their editor saw."""

    plan: int
    exported_at: str
    roles: list[str]
    rows: list[Row]
    seen: Seen

    def changed(self) -> Sheet:
        """Only the rows in which something is not as it was written, and the new ones."""
        rows = [row for row in self.rows if not self._is_same(row)]
        known = {identifier for _, identifier, _, _ in rows}
        seen = {identifier: values for identifier, values in self.seen.items() if identifier in known}
        return Sheet(self.plan, self.exported_at, self.roles, rows, seen)

    def absent(self) -> list[int]:
        """Tasks that were written and are no longer there."""
        there = {identifier for _, identifier, _, _ in self.rows}
        return [int(identifier) for identifier in self.seen if identifier not in there]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def _is_same(self, row: Row) -> bool:
        _, identifier, texts, _ = row
        seen = self.seen.get(identifier)
        if seen is None:
            return False
        return all(is_same(cell, value) for cell, value in zip(texts, seen, strict=False))


@without_cycle_search()
def write(plan: Plan, roles: list[Role], rows: tablib.Dataset, seen: Seen, now: dt.datetime) -> bytes:
    """The file's bytes; ``rows``: the identifier, then the columns."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    sealed = {"plan": plan.pk, "at": now.isoformat(), "roles": [str(role) for role in roles], "seen": seen}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": plan.title})
        _write_rows(book, roles, rows)
        notes = book.add_worksheet(NOTES)
        notes.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
        notes.write_column(0, 0, _HELP)
        seal = book.add_worksheet(SEAL)
        seal.very_hidden()
        signed = signing.dumps(sealed, salt=SALT, compress=True)
        seal.write_column(0, 0, [signed[at : at + _PIECE] for at in range(0, len(signed), _PIECE)])
    return out.getvalue()


def _write_rows(book: Any, roles: list[Role], rows: tablib.Dataset) -> None:
    cell = {"font_name": "宋体", "font_size": 10, "border": 1, "text_wrap": True, "valign": "vcenter"}
    plain = book.add_format({**cell, "num_format": "@"})
    number = book.add_format({**cell, "font_color": "#767676", "bg_color": "#EEF0F0"})
    head = book.add_format({**cell, "font_name": "黑体", "align": "center", "bg_color": "#EEF0F0"})
    sheet = book.add_worksheet(SHEET)
    sheet.set_column(0, 0, 10)
    for place, column in enumerate(columns_of(roles), start=1):
        sheet.set_column(place, place, _WIDTHS[column.field])
    sheet.write_row(0, 0, rows.headers, head)
    for line, (identifier, *texts) in enumerate(rows, start=1):
        sheet.write_string(line, 0, identifier, number)
        for place, text in enumerate(texts, start=1):
            sheet.write_string(line, place, text, plain)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(rows.headers) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def read(data: bytes, plan: Plan) -> Sheet:
    """The file as it came back to this plan; Refusal with a sentence where it is another."""
    found = cells.read(data)
    sealed = _sealed(found.pop(SEAL, []))
    if sealed["plan"] != plan.pk:
        raise Refusal("这份表是从另一个计划导出的，请到那个计划里上传，或在本页重新导出。")
    heads = [column.head for column in columns_of(Role(role) for role in sealed["roles"])]
    head, *rows = found.get(SHEET) or next(iter(found.values()), []) or [[]]
    if not {IDENTIFIER, *heads} <= set(head):
        raise Refusal(f"第一行应有这些列：{'、'.join([IDENTIFIER, *heads])}。请不要删改导出的表头。")
    return Sheet(
        plan=plan.pk,
        exported_at=sealed["at"],
        roles=sealed["roles"],
        rows=list(_rows(rows, head.index(IDENTIFIER), [head.index(name) for name in heads], sealed["seen"])),
        seen=sealed["seen"],
    )


def _rows(rows: list[list[str]], identifier: int, places: list[int], seen: Seen) -> Iterator[Row]:
    above = ""
    for line, row in enumerate(rows, start=2):
        name, texts = row[identifier].strip(), [row[place] for place in places]
        if name or any(text.strip() for text in texts):
            yield line, name, texts, above
        above = name if name in seen else above


def _sealed(pieces: list[list[str]]) -> dict[str, Any]:
    if not pieces:
        raise Refusal("这不是从本系统导出的任务表。请先在本页导出，再在导出的表里修改。")
    try:
        found: dict[str, Any] = signing.loads("".join(row[0] for row in pieces if row), salt=SALT)
    except signing.BadSignature as error:
        raise Refusal("表里用于核对的内容被改动过或不完整，请重新导出后再修改。") from error
    return found
