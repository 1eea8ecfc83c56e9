"""Deadlines out of a deadline cell and out of running text (domain: the table of deadlines).

A cell is all about the deadline, so whatever can be read counts.  In running text only what says when this
task is done counts: service promises, dates of other events and of cited documents do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from importer.draft import DeadlineDraft
from importer.interpret import dates, recurrence
from importer.interpret.characters import HAN_DIGITS, han_to_int, hide_quoted, says_nothing
from importer.interpret.clock import Clock
from importer.interpret.dates import PrintedDate

_S = r"\s*"
_LONG_TERM = re.compile(
    "长期|全年|常态|持续|常年|经常性|日常|贯穿|全过程|随时|滚动|不间断|一直|长效|动态更新"
)
_ALL_YEAR = re.compile(rf"^(?:20\d{{2}}年)?{_S}1{_S}月?{_S}[-—–~至到]+{_S}12{_S}月(?:份|底)?$")
_ISSUED = "印发|下发|发布|发文|出台|公布|收文"
_SUBJECT = "(?:自|从)?(?:本|该)?(?:方案|文件|通知|要点|文|意见|分工|清单|任务)?"
_AMOUNT = rf"(?P<amount>\d{{1,3}}|[{HAN_DIGITS}]{{1,4}}){_S}(?:个)?{_S}(?P<unit>工作日|日|天|周|月)"
_RELATIVE = re.compile(
    rf"(?:{_SUBJECT}){_S}(?:正式)?(?:{_ISSUED})(?:之日|之后|后|以后)?(?:起|起算)?(?:的)?{_S}{_AMOUNT}{_S}(?:之内|以内|内)?"
)
_ANCHORED = re.compile(
    rf"(?:本|该)?(?:方案|文件|通知|要点|文|意见|分工方案)(?:正式)?(?:{_ISSUED})|(?:^|[，。；（于自在]){_S}(?:印发|下发)"
)
_DAYS = {"工作日": 1, "日": 1, "天": 1, "周": 7, "月": 30}

_BEGINS = re.compile(rf"{_S}(?:起|开始|启动)(?!草)")
_IS_DONE = re.compile(
    rf"{_S}(?:[^，。；：]{{0,4}}?)(?:完成|上线|建成|公布|公开|发布|投入|报送|报|召开|开展|组织|举办|启动|印发|出台|制定|实现|建立|开工|竣工|开放|验收)"
)
# A date in running text belongs to something else when this follows …
_OTHER_EVENT_AFTER = re.compile(
    r"^(?:[^，。；：、]{0,6}?(?:印发|制定|出台|发布|公布|建成|形成|产生|签订|办结|受理|成立|登记|开工)的|"
    r"已|存量|新增|以来|以后|之后|起(?!草)|开始(?!前)|期间|至今|出生|毕业)"
)
# … or this precedes it.
_OTHER_EVENT_BEFORE = re.compile("(?:自|从|由|对|根据|按照|依据|超过|修订前|持续到|延至)$")


_DUE_IN_HEADING = re.compile(
    rf"{_S}(?:须|应|要|需|拟)?(?:全部|全面|基本)?(?:完成|办结|落实|见效|到位)(?:的|[)）]|$)"
)
_LASTING_HEADING = re.compile(
    "(?P<words>长期|持续|常态化)(?:坚持|推进|开展|抓好|落实|实施)?的(?:事项|任务|工作|项目|举措)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, and other clocks that were printed beside it (for a finding)."""

    deadline: DeadlineDraft
    others: tuple[str, ...] = ()
    year_assumed: bool = False


NOTHING = Reading(DeadlineDraft(reason="没有写明完成时限。"))


def read(cell: str | None, text: str, clock: Clock) -> Reading:
    """The deadline of a task: the column's where it says anything, else the text's; a rhythm from either."""
    if cell is None or says_nothing(cell):
        return read_text(text, clock)
    reading = read_cell(cell, clock)
    rhythm = _rhythm(text, dated=reading.deadline.kind == "date")
    if rhythm and reading.deadline.recurrence is None:
        return replace(reading, deadline=replace(reading.deadline, recurrence=rhythm.kind))
    return reading


@lru_cache(maxsize=1024)
def read_cell(cell: str, clock: Clock) -> Reading:
    """Everything in a deadline cell is about the deadline."""
    printed = cell.strip()
    rhythm = recurrence.first(printed)
    base = DeadlineDraft(text=printed, source="column", recurrence=rhythm.kind if rhythm else None)
    if relative := _RELATIVE.search(printed):
        return Reading(_relative(base, relative))
    found = [day for day in dates.find(printed) if not _BEGINS.match(printed[day.end :])]
    alone = dates.whole_year(printed) or dates.bare_day(printed)
    if _ALL_YEAR.match(printed) or (_LONG_TERM.search(printed) and not any(d.exact for d in found)):
        return Reading(
            replace(base, kind="long_term", reason=f"“{printed}”是长期任务，没有截止日期，按期报送进展。")
        )
    if found or alone:
        return _dated(base, [alone] if alone else found, clock)
    if within_period(printed, rhythm):
        return Reading(replace(base, reason=f"“{printed}”每期都要办，没有唯一的截止日期。"))
    if rhythm:
        return Reading(replace(base, reason=f"“{printed}”说明了频次，没有写明日期。"))
    return Reading(replace(base, reason=f"“{printed}”没有写明日期，需要人工设定。"))


def read_text(text: str, clock: Clock) -> Reading:
    """The deadline that running text gives this task, if any."""
    visible = hide_quoted(text)
    found = [printed for printed in dates.find(visible) if _is_deadline(printed, visible, clock)]
    rhythm = _rhythm(text, dated=bool(found))
    base = DeadlineDraft(source="text", recurrence=rhythm.kind if rhythm else None)
    if found:
        return _dated(base, found, clock)
    for match in _RELATIVE.finditer(visible):
        if _ANCHORED.search(visible[: match.end()], max(0, match.start() - 1)):
            phrase = re.sub("^(?:自|从)", "", match[0]).strip()
            return Reading(_relative(replace(base, text=phrase), match))
    if rhythm:
        return Reading(replace(base, text=rhythm.text, reason=f"“{rhythm.text}”说明了频次，没有写明日期。"))
    return NOTHING


def in_heading(heading: str) -> str | None:
    """The words by which a heading says when its tasks are due: 年底前完成的事项, （6月底前完成）."""
    visible = hide_quoted(heading)
    found = [day for day in dates.find(visible) if _DUE_IN_HEADING.match(visible, day.end)]
    if found:
        return found[-1].text
    lasting = _LASTING_HEADING.search(visible)
    return lasting["words"] if lasting else None


def _rhythm(text: str, *, dated: bool) -> recurrence.Rhythm | None:
    """The rhythm of running text; the name of last year's report counts although it is quoted."""
    return recurrence.first(hide_quoted(text)) or (recurrence.yearly_report(text) if dated else None)


@lru_cache(maxsize=2048)
def cut_dates(text: str) -> tuple[str, str | None]:
    """A list of units without a piece that only says when (``A局负责，11月底前完成``), and that piece."""
    kept, when = [], None
    for piece in re.split(r"(?<=[，,；;])", text):
        words = piece.strip(" ，,；;。")
        found = dates.find(words)
        rest = re.sub(
            "完成|落实|办结|到位|长期|坚持|持续|推进", "", words[found[0].end :] if found else words
        )
        says_when = (found and found[0].start == 0) or _LONG_TERM.match(words)
        if says_when and len(rest) <= 2:
            when = words
        else:
            kept.append(piece)
    return "".join(kept).strip(" ，,；;"), when


def within_period(text: str, rhythm: recurrence.Rhythm | None) -> bool:
    """每月5日前, 每季度末: a day in each period, so no single date (每年1月31日前 has one)."""
    return (
        rhythm is not None
        and rhythm.kind != "yearly"
        and bool(re.search(r"每\s*(?:个)?(?:季|半年|月)", text))
    )


def _dated(base: DeadlineDraft, found: list[PrintedDate], clock: Clock) -> Reading:
    """The last of the dates: by then everything is done; the others are reported."""
    chosen = max(found, key=lambda printed: _order(printed, clock))
    date = chosen.resolve(clock)
    text = base.text or chosen.text
    reason = f"“{chosen.text}”写明了年份。" if chosen.year is not None else clock.why(chosen.text)
    if chosen.years_on is not None:
        reason = f"“{chosen.text}”按方案年份{clock.plan_year or '（未知）'}推算。"
    others = tuple(
        printed.text for printed in found if printed is not chosen and printed.resolve(clock) != date
    )
    return Reading(
        replace(base, text=text, kind="date", date=date, reason=reason),
        others,
        year_assumed=not chosen.has_year,
    )


def _order(printed: PrintedDate, clock: Clock) -> tuple[int, int, int]:
    """Dates of one text in their order; without a known issue date only the first quarter is next year's."""
    if printed.has_year or clock.issued_on:
        date = printed.resolve(clock)
        return (date.year, date.month, date.day) if date else (0, printed.month, printed.day)
    return (clock.year or 0) + (printed.month <= 3), printed.month, printed.day


def _relative(base: DeadlineDraft, match: re.Match[str]) -> DeadlineDraft:
    amount = han_to_int(match["amount"]) or 0
    working = match["unit"] == "工作日"
    days = amount * _DAYS[match["unit"]]
    reason = f"从印发之日起算 {days} {'个工作日' if working else '天'}。"
    return replace(base, kind="relative", days_after_issue=days, working_days=working, reason=reason)


def _is_deadline(printed: PrintedDate, text: str, clock: Clock) -> bool:
    """True where a date in running text says when this task is done, and not when something else was."""
    before, after = text[: printed.start].rstrip(), text[printed.end :]
    around = text[max(0, printed.start - 4) : printed.end]
    if within_period(around, recurrence.first(around)):
        return False
    if printed.year is not None and clock.plan_year and printed.year < clock.plan_year:
        return False
    of_another = _OTHER_EVENT_AFTER.match(after) or _OTHER_EVENT_BEFORE.search(before)
    return _says_by_when(printed, before, after) and not of_another


def _says_by_when(printed: PrintedDate, before: str, after: str) -> bool:
    if printed.text.endswith(("前", "底", "末", "内", "止", "截止")) or "每年" in printed.text:
        return True
    set_apart = not before or before.endswith(("于", "在", "，", "。", "；", "、", "："))
    return set_apart and bool(_IS_DONE.match(after))
