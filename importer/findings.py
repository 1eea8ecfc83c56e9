"""The interpreter's findings as people see them: said once for all their tasks, gone when they are mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from importer.corrections import Draft, Item
from importer.draft import Finding, Severity
from importer.reshaping import SPLIT

# Asked with buttons or fields of their own (importer.questions), or told by the task's own deadline.
_TOLD_OTHERWISE = frozenset({"collective", "year_unknown", "issue_date_unknown", "year_assumed"})
_CLEANED = "cleaned_"
# The field that a person changes to mend it; a change of any field mends the others.
_MENDED_BY = {
    "no_unit": "units",
    "units_unread": "units",
    "units_inherited": "units",
    "unit_odd": "units",
    "deadline_open": "deadline",
    "several_deadlines": "deadline",
    "prohibition": "directive",
    "same_text": "text",
    "words_lost": "text",
    "look_alike": "text",
    "our_office": "text",
    "stale_year": "text",
    "continued": "text",
}
_MENDED_BY_SPLITTING = frozenset({"several_duties", "several_deadlines"})
_CLEANED_WORDS = {
    "pinyin": "注音",
    "traditional": "繁体字",
    "bookmark": "书签标记",
    "html": "网页标签",
    "digits": "全角数字",
    "variants": "异体字",
    "invisible": "不可见字符",
    "blanks": "多余空格",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at, and the tasks it is about (none: the plan, or rows that are no tasks)."""

    key: str
    severity: Severity
    message: str
    items: tuple[Item, ...] = ()
    places: tuple[str, ...] = ()


def remarks(draft: Draft, *severities: Severity) -> list[Remark]:
    """Findings of these severities that nobody has mended; equal sentences are one remark."""
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for finding in draft.plan.findings:
        if finding.severity in severities and _is_told(finding) and not _is_mended(draft, finding):
            grouped.setdefault((finding.code, finding.message), []).append(finding)
    return [_remark(draft, code, message, group) for (code, message), group in grouped.items()]


def _remark(draft: Draft, code: str, message: str, findings: list[Finding]) -> Remark:
    open_now = (_open_items(draft, finding) for finding in findings)
    items = tuple({item.index: item for group in open_now for item in group}.values())
    places = tuple(str(finding.place) for finding in findings if finding.place and finding.task is None)
    return Remark(f"{code}:{message}", findings[0].severity, message, items, places)


def _is_told(finding: Finding) -> bool:
    return finding.code not in _TOLD_OTHERWISE and not finding.code.startswith(_CLEANED)


def _is_mended(draft: Draft, finding: Finding) -> bool:
    if finding.code == "plan_year_assumed":
        return "year" in draft.changed
    return finding.task is not None and not _open_items(draft, finding)


def _open_items(draft: Draft, finding: Finding) -> list[Item]:
    """The tasks that it is about and that nobody has mended; each part of a split task has to be."""
    parts = draft.parts_of(finding.task) if finding.task is not None else ()
    return [item for item in parts if not _is_changed(item, finding.code)]


def _is_changed(item: Item, code: str) -> bool:
    if SPLIT in item.changed and code in _MENDED_BY_SPLITTING:
        return True
    field = _MENDED_BY.get(code)
    return item.left_out or (field in item.changed if field else bool(item.changed))


@dataclass(frozen=True, slots=True)
class AssumedDate:
    """A date whose year was not printed: the day read, why, and the tasks that have it."""

    day: str
    reason: str
    items: tuple[Item, ...]

    @property
    def key(self) -> str:
        return f"assumed:{self.day}:{self.reason}"


def assumed_dates(draft: Draft) -> Iterator[AssumedDate]:
    """Every date whose year was not printed, equal ones once."""
    grouped: dict[tuple[str, str], list[Item]] = {}
    for finding in draft.plan.findings:
        if finding.code != "year_assumed" or finding.task is None:
            continue
        for item in draft.parts_of(finding.task):
            deadline = item.task.deadline
            if "deadline" not in item.changed and not item.left_out and deadline.date:
                grouped.setdefault((deadline.date.isoformat(), deadline.reason), []).append(item)
    return (AssumedDate(day, reason, tuple(items)) for (day, reason), items in grouped.items())


def cleanings(draft: Draft) -> list[str]:
    """What was cleaned, each kind once: “注音 3 处”."""
    found = []
    for finding in draft.plan.findings:
        if finding.code.startswith(_CLEANED):
            count = re.search(r"\d+", finding.message)
            word = _CLEANED_WORDS.get(finding.code.removeprefix(_CLEANED), finding.message)
            found.append(f"{word} {count[0]} 处" if count else word)
    return found
