"""From cut-out tasks to drafts: the deadline read with the plan's year, blanks closed, prohibitions told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from importer.draft import TaskDraft
from importer.interpret import deadlines
from importer.interpret.cleaning import Cleaner, has_gap
from importer.interpret.clock import Clock
from importer.interpret.deadlines import Reading
from importer.interpret.raw import RawTask

_FORBIDS = re.compile("^(?:[^，。；]{0,12})?(?:不得|严禁|禁止|不准|不再|一律不)")
# One of these stands in every such sentence; most texts hold none.
_NEGATIONS = ("不得", "严禁", "禁止", "不准", "不再", "一律不")
_NO_LONGER = re.compile("不再(?:另行)?(?:组织|开展|进行|安排|实施|印发|报送|要求|纳入)")


@dataclass(frozen=True, slots=True)
class Finished:
    """A task and what its reading noticed, for the findings."""

    task: TaskDraft
    raw: RawTask
    reading: Reading


def finish(raw_tasks: Sequence[RawTask], clock: Clock, cleaner: Cleaner) -> tuple[Finished, ...]:
    """Draft every task.  Blanks are kept where they are all that is left of lost words."""
    keep_blanks = any(has_gap(raw.text) for raw in raw_tasks)
    return tuple(_finish(raw, clock, cleaner, keep_blanks) for raw in raw_tasks)


def _finish(raw: RawTask, clock: Clock, cleaner: Cleaner, keep_blanks: bool) -> Finished:
    text = raw.text.strip() if keep_blanks else cleaner.tidy(raw.text)
    reading = deadlines.read(raw.deadline, text, clock)
    if not raw.deadline and reading.deadline.kind == "none" and reading.deadline.recurrence is None:
        reading = _by_heading(raw.path, text, clock) or reading
    task = TaskDraft(
        path=raw.path,
        number=raw.number,
        text=text,
        units=raw.units,
        deadline=reading.deadline,
        place=raw.place,
        cells=raw.cells,
        remark=cleaner.tidy(raw.remark),
        directive=not is_prohibition(text),
    )
    return Finished(task, raw, reading)


def _by_heading(path: Sequence[str], text: str, clock: Clock) -> Reading | None:
    """The deadline that the innermost heading with one gives to all tasks below it."""
    for heading in reversed(path):
        if when := deadlines.in_heading(heading):
            reading = deadlines.read(when, text, clock)
            reason = f"时限写在标题“{heading}”里：{reading.deadline.reason}"
            return replace(reading, deadline=replace(reading.deadline, reason=reason))
    return None


def is_prohibition(text: str) -> bool:
    """True where a text only forbids or states something: 不再开展…, 不得…, and nothing is to be done."""
    if not any(word in text for word in _NEGATIONS):
        return False
    sentences = [sentence for sentence in re.split("[。；]", text) if sentence.strip()]
    if not sentences:
        return False
    if all(_FORBIDS.match(sentence.strip()) for sentence in sentences):
        return True
    return len(sentences) == 1 and bool(_NO_LONGER.search(sentences[0]))
