"""A block of cells as Excel or WPS puts it on the clipboard, and what stands in its cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Container

from common.dates import month_end
from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.roles import ROLE_LABELS, Role

# The columns of the table that can be pasted into, from left to right (codes of tasks.merging.FIELD_LABELS).
COLUMNS = ("number", "text", "units", "deadline", "heading", "remark")
MOST_ROWS = 500

_BETWEEN_NAMES = re.compile(r"[、，,；;\n]+(?![^（(]*[）)])")
_ROLES = {label: role for role, label in ROLE_LABELS.items()}
_ROLE_BEFORE_NAME = re.compile(rf"({'|'.join(_ROLES)})(?:单位)?[\s　：:]+")
_RECURRENCES = {
    "每半年": Recurrence.HALF_YEARLY,
    "每年": Recurrence.YEARLY,
    "每季度": Recurrence.QUARTERLY,
    "每月": Recurrence.MONTHLY,
}
_LONG_TERM = {"长期", "全年", "持续推进", "常态化", "长期坚持"}
_NO_DAY = {"未定", "按规定时限", ""}
_BEFORE = r"(?:之?前|内)?"
_DAY = re.compile(rf"(20\d\d)\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})日?{_BEFORE}")
_DAY_OF_YEAR = re.compile(rf"(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})日?{_BEFORE}")
_MONTH_END = re.compile(rf"(?:(20\d\d)年)?(\d{{1,2}})月底?{_BEFORE}")
_YEAR_END = re.compile(rf"(?:(20\d\d)年)?年?底{_BEFORE}")
_AFTER_ISSUE = re.compile(r"印发(?:之日起|后)?(\d{1,3})(个工作日|日|天)内?")


def cells(text: str) -> list[list[str]]:
    """Rows of cells; a cell with line breaks comes in quotes.  Empty rows at the end are none."""
    text = text.replace("\r\n", "\n").rstrip("\n")
    if not text.strip():
        return []
    quoted = text.count('"') % 2 == 0  # an odd quotation mark is one of the text itself
    lines = io.StringIO(text, newline="")
    rows = (
        csv.reader(lines, "excel-tab") if quoted else csv.reader(lines, "excel-tab", quoting=csv.QUOTE_NONE)
    )
    return [[cell.strip() for cell in row] for row in rows]


def names_in(text: str, known: Container[str]) -> list[str]:
    """“甲、乙” as names; one that holds a sign of enumeration itself is found where it is ``known``."""
    ends = [found.span() for found in _BETWEEN_NAMES.finditer(text)]
    starts, stops = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)]
    found, place = [], 0
    while place < len(starts):
        longest = next(
            (last for last in range(len(stops) - 1, place, -1) if text[starts[place] : stops[last]] in known),
            place,
        )
        found.append(text[starts[place] : stops[longest]].strip(" 　"))
        place = longest + 1
    return [name for name in dict.fromkeys(found) if name]


def read_units(text: str) -> list[tuple[Role, str]]:
    """“牵头 办公室、配合 各科室” or “牵头单位：甲、乙；配合：丙”: a role holds until the next one."""
    role, found = Role.RESPONSIBLE, []
    for part in _BETWEEN_NAMES.split(text.strip()):
        part = part.strip(" 　")
        if said := _ROLE_BEFORE_NAME.match(part):
            role, part = _ROLES[said[1]], part[said.end() :].strip(" 　")
        if part:
            found.append((role, part))
    return list(dict.fromkeys(found))


def read_deadline(text: str, *, year: int, issued_on: dt.date | None) -> Deadline | None:
    """A deadline as the table prints it, as a spreadsheet shows a date, or in a document's usual words.

    A day without a year is the first one on or after the issue (without one: July of the plan's ``year``).
    None where it cannot be read.
    """
    recurrence = None
    for word, value in _RECURRENCES.items():
        if word in text:
            recurrence, text = value, text.replace(word, "", 1)
            break
    plain = text.strip(" 　，,、·")
    if plain in _LONG_TERM:
        return Deadline(kind=DeadlineKind.LONG_TERM, recurrence=recurrence)
    if plain in _NO_DAY:
        return Deadline(recurrence=recurrence)
    if after := _AFTER_ISSUE.fullmatch(plain):
        days, working = int(after[1]), after[2] == "个工作日"
        return Deadline(
            kind=DeadlineKind.RELATIVE, days_after_issue=days, working_days=working, recurrence=recurrence
        )
    try:
        day = _day(plain, year, issued_on or dt.date(year, 7, 1))
    except ValueError:
        return None
    return Deadline(kind=DeadlineKind.DATE, date=day, recurrence=recurrence) if day else None


def _day(plain: str, year: int, since: dt.date) -> dt.date | None:
    if found := _DAY.fullmatch(plain):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_END.fullmatch(plain):
        return dt.date(int(found[1] or year), 12, 31)
    if found := _MONTH_END.fullmatch(plain):
        month = int(found[2])
        if not 1 <= month <= 12:
            return None
        ends = [month_end(each, month) for each in (since.year, since.year + 1)]
        return month_end(int(found[1]), month) if found[1] else min(end for end in ends if end >= since)
    if found := _DAY_OF_YEAR.fullmatch(plain):
        days = [dt.date(each, int(found[1]), int(found[2])) for each in (since.year, since.year + 1)]
        return min(day for day in days if day >= since)
    return None
