"""What a person should look at before the plan is committed (方案体检): one check a function."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from importer.draft import Finding, Severity
from importer.grid import Place
from importer.interpret import numbering, recurrence
from importer.interpret.characters import bare, hide_quoted
from importer.interpret.cleaning import has_gap, look_alikes
from importer.interpret.facts import Facts
from importer.interpret.finish import Finished
from importer.interpret.unit_names import looks_like_unit

_OUR_OFFICE = re.compile("我办(?!公|事|理|学)")
_OFFICE_ISSUER = re.compile("办公室$|办$")
_BUILDS = re.compile(
    r"(?:建立|制定|印发|编制|形成|完善)[^，。；]{0,16}?(?P<year>20\d{2})\s*年度?[^，。；]{0,16}(?:台账|要点|方案|清单|计划)"
)
_LONG_NAME = 30


def check(finished: Sequence[Finished], facts: Facts) -> list[Finding]:
    """Findings about the tasks, in printed order."""
    found: list[Finding] = []
    seen: dict[str, int] = {}
    gaps = any(has_gap(item.task.text) for item in finished)
    for index, item in enumerate(finished):
        for finding in _of_task(item, facts, gaps):
            found.append(_at(finding, item, index))
        words = bare(item.task.text)
        if words in seen:
            text = f"与第 {seen[words] + 1} 条任务的文字相同，请确认是否重复。"
            found.append(_at(Finding(Severity.WARNING, "same_text", text), item, index))
        seen.setdefault(words, index)
    return found + list(_about_plan(finished, facts))


def check_headings(headings: Sequence[tuple[str, Place]]) -> list[Finding]:
    """Numbers of headings that go back or leave one out within one level."""
    found = []
    last: dict[numbering.Style, int] = {}
    through: dict[numbering.Style, int] = {}  # some plans number a level through all its headings
    for text, place in headings:
        marker = numbering.leading(text)
        if marker is None:
            continue
        before = last.get(marker.style, 0)
        expected = {1, before + 1, through.get(marker.style, 0) + 1}
        through[marker.style] = marker.value
        if marker.value not in expected:
            message = f"标题“{text[:24]}”的序号不连续（前一个是第 {before} 个），请核对是否缺少或错号。"
            found.append(Finding(Severity.WARNING, "heading_order", message, place, subject=text))
        last = {style: value for style, value in last.items() if style.rank < marker.style.rank}
        last[marker.style] = marker.value
    return found


def _at(finding: Finding, item: Finished, index: int) -> Finding:
    return Finding(finding.severity, finding.code, finding.message, item.task.place, index, finding.subject)


def _of_task(item: Finished, facts: Facts, gaps: bool) -> Iterator[Finding]:
    yield from _units(item)
    yield from _deadline(item)
    yield from _words(item, facts, gaps)


def _units(item: Finished) -> Iterator[Finding]:
    task, raw = item.task, item.raw
    if not task.units:
        yield Finding(Severity.WARNING, "no_unit", "没有写明责任单位，请指定由谁承办。")
        if raw.units_text.strip("/／—-– 无"):
            yield Finding(
                Severity.WARNING,
                "units_unread",
                f"责任栏“{raw.units_text}”没有读出单位，请手工填写。",
                subject=raw.units_text,
            )
    if raw.units_inherited:
        yield Finding(
            Severity.WARNING,
            "units_inherited",
            f"责任栏空白，按上一行填为“{raw.units_text}”，请核对。",
            subject=raw.units_text,
        )
    for unit in task.units:
        if unit.group:
            yield Finding(
                Severity.INFO,
                "collective",
                f"“{unit.name}”是一类单位的统称，请指明包括哪些单位。",
                subject=unit.name,
            )
        elif len(unit.name) > _LONG_NAME or not looks_like_unit(unit.name):
            yield Finding(
                Severity.WARNING, "unit_odd", f"“{unit.name}”不像单位名称，请核对责任栏。", subject=unit.name
            )


def _deadline(item: Finished) -> Iterator[Finding]:
    deadline, reading = item.task.deadline, item.reading
    subject = deadline.text
    if deadline.kind == "date" and reading.year_assumed:
        yield Finding(Severity.WARNING, "year_assumed", deadline.reason, subject=subject)
    if deadline.kind == "none" and deadline.source == "column" and deadline.recurrence is None:
        yield Finding(
            Severity.WARNING, "deadline_open", f"时限“{subject}”没有具体日期，请设定。", subject=subject
        )
    if reading.others:
        others = "”“".join(reading.others)
        message = f"写有几个时间，按最后一个（{deadline.date}）计，还有“{others}”；如是几件事，请拆分。"
        yield Finding(Severity.WARNING, "several_deadlines", message, subject=subject)
    rhythms = {rhythm.kind for rhythm in recurrence.find(item.task.text)}
    if len(rhythms) + (deadline.kind == "date" and deadline.source == "text" and bool(reading.others)) > 1:
        yield Finding(Severity.WARNING, "several_duties", "一条里有几件频次不同的事，可以拆分成几条任务。")


def _words(item: Finished, facts: Facts, gaps: bool) -> Iterator[Finding]:
    task = item.task
    if not task.directive:
        yield Finding(
            Severity.INFO, "prohibition", "这一条是禁止或说明事项，不设时限、不亮灯；如需办理请改为任务。"
        )
    if gaps and re.search(r"[ \u00a0]", task.text.strip()) and has_gap_like(task.text):
        yield Finding(
            Severity.WARNING, "words_lost", "文中有空缺，可能丢了词（常见于网页链接），请对照原件补上。"
        )
    for printed, meant in look_alikes(task.text):
        message = f"文中的“{printed}”疑为“{meant}”字之误，原文照录，请核对。"
        yield Finding(Severity.WARNING, "look_alike", message, subject=printed)
    if _OUR_OFFICE.search(task.text) and facts.issuer and not _OFFICE_ISSUER.search(facts.issuer):
        message = f"文中写“我办”，而发文单位是“{facts.issuer}”，可能照抄了上级文件，请核对。"
        yield Finding(Severity.WARNING, "our_office", message, subject="我办")
    for match in _BUILDS.finditer(hide_quoted(task.text)) if "20" in task.text else ():
        if facts.year and int(match["year"]) < facts.year and "回头看" not in match[0]:
            message = f"{facts.year}年的方案里写着“{match[0]}”，年份可能没有更新，请核对。"
            yield Finding(Severity.WARNING, "stale_year", message, subject=match[0])


def has_gap_like(text: str) -> bool:
    """A single blank between two Chinese characters or at a punctuation mark."""
    return bool(re.search(r"(?<=[\u4e00-\u9fff《，。])[ \u00a0](?=[\u4e00-\u9fff、，。])", text))


def _about_plan(finished: Sequence[Finished], facts: Facts) -> Iterator[Finding]:
    relative = [item for item in finished if item.task.deadline.kind == "relative"]
    undated = [item for item in finished if item.task.deadline.kind == "date" and item.reading.year_assumed]
    if facts.issued_on is None and (relative or undated):
        first = (relative or undated)[0]
        count = len(relative) + len(undated)
        message = f"不知道印发日期，有 {count} 条任务的时限要靠它推算，请填写印发日期。"
        yield Finding(
            Severity.QUESTION, "issue_date_unknown", message, first.task.place, finished.index(first)
        )
    if facts.year is None and facts.issued_on is None:
        yield Finding(Severity.QUESTION, "year_unknown", "没有找到方案的年份，请填写。")
    elif facts.year_is_assumed:
        message = f"文件没有写明年份，按任务文字中的“{facts.year}年”推断，请核对。"
        yield Finding(Severity.WARNING, "plan_year_assumed", message, subject=str(facts.year))
