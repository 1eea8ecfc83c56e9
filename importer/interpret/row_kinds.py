"""Rows that hold no task: remarks, signatures, headings in a row of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from importer.interpret import numbering, responsibility
from importer.interpret.characters import HAN_DIGITS, squeeze
from importer.interpret.columns import Columns
from importer.interpret.headers import Kind
from importer.interpret.items import is_finished
from importer.interpret.numbering import Marker
from importer.interpret.raw import RawTask
from importer.interpret.rows import Row

_REMARK = re.compile(
    r"^(?:注|备注|说明|附注|注释|填表说明|填报说明|填表人|填报人|填报单位|制表人?|制表单位|审核人?|审批人?|单位负责人|"
    r"分管领导|联系人|联系电话|抄送|主送|报送|附件\d*|填报日期|填报时间|印发日期|文号)(?:[:：0-9一(（]|$)|"
    r"^[（(]?(?:续表|续上表|接上表|转下页|此页无正文|下页续|完)[)）]?$|^(?:合计|总计|小计)"
)
_PAGE_NUMBER = re.compile(r"^[-—－]\s*\d{1,3}\s*[-—－]$|^第\d+页")
_LONGEST_HEADING = 80
_LONGEST_PLAIN = 36


def is_remark(row: Row) -> bool:
    """Notes below or above the table, signatures, sums, page numbers."""
    if not 1 <= len(row.own_cells) <= 3:
        return False
    texts = row.own_texts
    if len(texts) == 1 and _PAGE_NUMBER.match(texts[0]):
        return True
    return bool(_REMARK.match(texts[0]))


def heading_across(row: Row, columns: Columns, last: RawTask | None) -> str | None:
    """The text of a heading that stands in a row of its own; None for any other row.

    ``last``: the task before, which a text alone in its row may only go on with.
    """
    cells = row.own_cells
    if len(cells) > 2 and _differs(row):
        return None
    if not cells or _touches(row, columns):
        return _numbered_heading(row, columns)
    cell, text = cells[0], squeeze(cells[0].text)
    marker = numbering.leading(text)
    longest = _LONGEST_HEADING if marker and marker.style.is_chinese else _LONGEST_PLAIN
    if len(set(row.own_texts)) == 1 and (len(cells) > 1 or (cell.column_span > 1 and row.spans(cell) >= 0.5)):
        return cell.text if len(text) <= longest else None
    if len(cells) > 1:
        return _numbered_heading(row, columns)
    kind = columns.all[cell.column].kind
    if len(text) > longest or kind not in (Kind.NUMBER, Kind.TASK):
        return None
    if kind is Kind.NUMBER:
        return cell.text if numbering.cell_number(text) is None else None
    return cell.text if _heads_tasks(text, marker, last) else None


def _heads_tasks(text: str, marker: Marker | None, last: RawTask | None) -> bool:
    """A text alone in the task column: a heading if it is numbered like one, or short and no sentence."""
    if marker:
        style = last.marker.style if last and last.marker else None
        return marker.style.is_chinese and marker.style is not style
    return not is_finished(text) and (last is None or is_finished(last.text))


def _touches(row: Row, columns: Columns) -> bool:
    """True where the row says who or when, in cells of their own: then it is no mere heading."""
    for kind in (Kind.UNITS, Kind.DEADLINE):
        for column in columns.of(kind):
            slot = row.slots[column.index]
            if slot.own and slot.cell and slot.says and slot.cell.column_span == 1 and _differs(row):
                return True
    return False


def _differs(row: Row) -> bool:
    """True where not every cell of the row says the same."""
    first, *others = (cell.text for cell in row.own_cells)
    return any(text != first and squeeze(text) != squeeze(first) for text in others)


def _numbered_heading(row: Row, columns: Columns) -> str | None:
    """``一 | 加强组织领导 |  | `` : the heading's number stands in the number column, all else is empty."""
    cells = row.own_cells
    if len(cells) != 2 or _touches(row, columns) or columns.all[cells[0].column].kind is not Kind.NUMBER:
        return None
    number, text = squeeze(cells[0].text), squeeze(cells[1].text)
    marker = numbering.leading(text)
    if marker and marker.style.is_chinese and len(text) <= _LONGEST_HEADING:
        return cells[1].text
    if not re.match(f"^[（(]?[{HAN_DIGITS}]+[)）、]?$", number) or len(text) > _LONGEST_HEADING:
        return None
    if re.search("[)）、]$", number):
        return number + text
    return f"{number}、{text}"


def share_of_own(rows: Sequence[Row], column: int) -> float:
    """In how many of the rows a text begins in this column."""
    return sum(row.slots[column].begins for row in rows) / max(1, len(rows))


def repeats_each_row(rows: Sequence[Row], column: int) -> bool:
    """True where a heading column prints the same words row after row instead of merging or leaving blank."""
    texts = [squeeze(row.slots[column].fresh) for row in rows]
    again = sum(bool(a) and a == b for a, b in zip(texts, texts[1:], strict=False))
    blank = sum(not text for text in texts)
    return again >= 2 and again > blank


def names_units(text: str) -> bool:
    return responsibility.share_of_units(text) >= 0.6
