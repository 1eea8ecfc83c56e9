"""方案体检: what is worth a look in a draft, by severity, with place and remedy."""

from __future__ import annotations

from dataclasses import dataclass

from importer.corrections import Item
from importer.draft import Severity
from importer.findings import Remark, assumed_dates, cleanings, remarks
from importer.questions import Question
from importer.review import Review

_REMEDIES = {
    "no_unit": "写明由谁承办；几家共同承办的，写明谁牵头。",
    "units_unread": "按单位全称填写责任栏，几个单位之间用顿号隔开。",
    "units_inherited": "合并单元格，或在这一行补写责任单位。",
    "unit_odd": "改为单位全称。",
    "deadline_open": "写明日期；确需长期坚持的，写“长期”并写明报送频次。",
    "several_deadlines": "一件事写一个时限；几件事请拆成几条。",
    "several_duties": "拆成几条，各写各的时限。",
    "prohibition": "不需要改；要求办理的，改写成要做的事。",
    "words_lost": "对照原件补上丢失的词。",
    "look_alike": "改正错字。",
    "our_office": "改成本单位的称呼。",
    "stale_year": "核对年份，更新为本年度。",
    "same_text": "删去重复的一条，或写清两条的区别。",
    "heading_order": "核对标题序号，补上缺少的标题或改正错号。",
    "plan_year_assumed": "在标题里写明年度。",
    "continued": "核对跨页的文字是否接得上。",
}
_OTHERWISE = "对照原件核对。"
_QUESTION_REMEDIES = {
    "unit": "使用名录中的名称，或在校对时确认它是哪个单位。",
    "group": "在方案中写明包括哪些单位，或在校对时确认。",
    "fact": "在文件中写明，或在校对时填写。",
    "year": "核对年份，更新为本年度；确是这个日期的，在校对时确认。",
    "task": "写明日期，或在校对时填写。",
}
_WORDS = {
    Severity.ERROR: ("必须改正", "red"),
    Severity.QUESTION: ("需要确认", "amber"),
    Severity.WARNING: ("建议核对", "blue"),
    Severity.INFO: ("提示", "grey"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """``items`` are the tasks it is about, ``places`` rows of the source that are no tasks."""

    message: str
    remedy: str
    items: tuple[Item, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The findings of one severity; ``word`` and ``colour`` as a mark shows them."""

    word: str
    colour: str
    lines: tuple[Line, ...]


def check_up(review: Review) -> list[Section]:
    """Sections with findings, the gravest first."""
    draft = review.draft
    open_now = [_asked(question) for question in review.questions if not _is_told_otherwise(question)]
    guessed = [
        Line(f"{guess.reason}读作 {guess.day}。", "在时限中写明年份。", guess.items)
        for guess in assumed_dates(draft)
    ]
    lines = {severity: [_told(remark) for remark in remarks(draft, severity)] for severity in _WORDS}
    lines[Severity.QUESTION] = [*open_now, *lines[Severity.QUESTION]]
    lines[Severity.WARNING] = [*guessed, *lines[Severity.WARNING]]
    if cleaned := cleanings(draft):
        message = f"读取时清理了{'、'.join(cleaned)}。"
        lines[Severity.INFO].append(Line(message, "不影响内容；要印发的文件可一并清理。"))
    return [Section(*_WORDS[severity], tuple(found)) for severity, found in lines.items() if found]


def _is_told_otherwise(question: Question) -> bool:
    """Not about the document, or told with its remedy among the findings of the interpreter."""
    if question.key in {"duplicate", "revision", "nothing"}:
        return True
    asked_here = question.holder or question.stray or question.key.startswith("deadline:")
    return ":" in question.key and not asked_here


def _asked(question: Question) -> Line:
    subject = f"“{question.subject}”" if question.subject else ""
    remedy = _QUESTION_REMEDIES.get(question.kind, "在校对时确认。")
    return Line(f"{question.label}：{subject}{question.message}", remedy, question.items)


def _told(remark: Remark) -> Line:
    code = remark.key.partition(":")[0]
    return Line(remark.message, _REMEDIES.get(code, _OTHERWISE), remark.items, remark.places)
