"""Plans without a table: numbered paragraphs with the responsible units behind or below them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from importer.draft import Finding, Severity
from importer.grid import Document, Paragraph, Place
from importer.interpret import facts, items, numbering, roles
from importer.interpret.annotation import Annotation, cut
from importer.interpret.characters import squeeze
from importer.interpret.cleaning import Cleaner
from importer.interpret.numbering import Marker
from importer.interpret.outline import Outline
from importer.interpret.raw import Harvest, RawTask
from importer.interpret.unit_names import ends_like_unit

_HEADING_LENGTH, _PLAIN_HEADING_LENGTH = 40, 24
_NO_HEADING = re.compile(r"[：:；、]|\d[年月日]|\d{5}|^附件|^抄送")
_ITEM = r"(?=\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]|[①-⑳])"
_NEXT_ITEM = re.compile(rf"[)）〕】][。；;]?\s*{_ITEM}")
_HEADING_BEFORE_ITEM = re.compile(rf"^[^。；;]{{2,30}}。\s*{_ITEM}")
_FIRST_SENTENCE = re.compile("^[^。；;]{2,60}[。；;]")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph without what stands behind it about who and when."""

    text: str
    place: Place
    marker: Marker | None

    @property
    def words(self) -> str:
        return self.marker.rest if self.marker else self.text


@dataclass
class ProseReader:
    """Reads paragraph after paragraph; what is not yet owned by anybody waits."""

    cleaner: Cleaner
    harvest: Harvest = field(default_factory=Harvest)
    outline: Outline = field(default_factory=Outline)
    waiting: list[Line] = field(default_factory=list)
    row: int = 0
    trusting: bool = False
    chinese_numbers: bool = False

    def read(self, document: Document) -> Harvest:
        lines = _spread(list(paragraphs_of(document)))
        markers = [numbering.leading(text) for text, _ in lines]
        # Where headings are numbered, a short line without a number is none.
        self.chinese_numbers = any(marker and marker.style.is_chinese for marker in markers)
        for text, place in lines:
            for part in _parts(text):
                self._line(part, place)
        self._leave_out()
        return self.harvest

    def _line(self, text: str, place: Place) -> None:
        if not squeeze(text):
            self.harvest.count("blank")
            return
        body, said = cut(text, trusting=self.trusting)
        if squeeze(body):
            self.waiting.append(Line(body, place, numbering.leading(body)))
        if not said:
            return
        if not squeeze(body):
            self.harvest.count("continued")
        if self.waiting:
            self._settle(said)
        else:
            self._add_to_last(said)

    def _add_to_last(self, said: Annotation) -> None:
        """A further line about the tasks just made: 配合单位：…, 完成时限：…"""
        for task in self.harvest.tasks:
            if task.row == self.row:
                task.units += tuple(unit for unit in said.units if unit not in task.units)
                task.deadline = task.deadline or said.deadline
                task.units_text = "；".join(filter(None, (task.units_text, said.printed)))

    def _settle(self, said: Annotation) -> None:
        """Units are named: the waiting lines are headings, and then the tasks that these units carry out."""
        lines, self.waiting = self.waiting, []
        first = _first_of_tasks(lines)
        for line, below in zip(lines[:first], lines[1:], strict=False):
            if line.marker and below.marker and line.marker.style.rank >= below.marker.style.rank:
                self._beside(line)  # an item that nobody is responsible for, no heading
            else:
                self._heading(line)
        self.row += 1
        self._tasks(lines[first:], said)

    def _heading(self, line: Line) -> None:
        if line.marker is None and (self.chinese_numbers or not _is_plain_heading(line.text)):
            self._beside(line)
            return
        text = line.text
        if len(squeeze(line.words)) > _HEADING_LENGTH and (match := _FIRST_SENTENCE.match(text)):
            self._note(line, text[match.end() :])
            text = match[0]
        text = self.cleaner.tidy(text)
        self.outline.enter(text)
        self.harvest.headings.append((text, line.place))
        self.harvest.count("headings")

    def _beside(self, line: Line) -> None:
        """A paragraph without number above the first task is about the plan; later it is kept as a note."""
        if not self.harvest.tasks and not self.outline.headings:
            self.harvest.preamble.append(line.text)
        else:
            self._note(line, line.text)
        self.harvest.count("remarks")

    def _note(self, line: Line, text: str) -> None:
        text = self.cleaner.tidy(text)
        message = f"这段话没有责任单位，没有作为任务导入：{text[:60]}"
        self.harvest.findings.append(Finding(Severity.INFO, "remark", message, line.place, subject=text))

    def _tasks(self, lines: list[Line], said: Annotation) -> None:
        """Each numbered line is a task (a line may hold several); lines without a number go on with it."""
        start = lines[0]
        if start.marker and start.marker.style.is_chinese and _is_heading_above(lines):
            self._heading(start)
            lines = lines[1:]
        path = self.outline.path_above(lines[0].marker)
        before = len(self.harvest.tasks)
        for line in lines:
            if line.marker is None and len(self.harvest.tasks) > before:
                self.harvest.tasks[-1].text += "\n" + line.text
                self.harvest.count("continued")
                continue
            if line.marker and line.marker.style.is_chinese:
                self.harvest.headings.append((self.cleaner.tidy(line.text), line.place))
            for item in items.split(line.text):
                self.harvest.tasks.append(self._task(item, path, line, said))
            self.harvest.count("tasks")
        if len(lines) > 1 and len(self.harvest.tasks) - before > 1:
            self._share(before, said)

    def _task(self, item: items.Item, path: tuple[str, ...], line: Line, said: Annotation) -> RawTask:
        return RawTask(
            path=path,
            number=item.number,
            text=item.text,
            place=line.place,
            row=self.row,
            marker=item.marker,
            units=said.units,
            units_text=said.printed,
            deadline=said.deadline,
            cells=(self.cleaner.tidy(item.text), said.printed, said.deadline or ""),
        )

    def _share(self, before: int, said: Annotation) -> None:
        for index in range(before, len(self.harvest.tasks) - 1):
            task = self.harvest.tasks[index]
            message = f"责任单位写在后面一条，按同一组任务填为“{said.printed}”，请核对。"
            self.harvest.findings.append(
                Finding(Severity.WARNING, "units_shared", message, task.place, index, said.printed)
            )

    def _leave_out(self) -> None:
        """What is still waiting at the end belongs to nobody."""
        for line in self.waiting:
            self.harvest.preamble.append(line.text)
            if self.harvest.tasks and line.marker:
                self._note(line, line.text)
            self.harvest.count("remarks")


def paragraphs_of(document: Document) -> Iterator[tuple[str, Place]]:
    """Lines of running text; text that a reader took for a table, or that stands in a frame, counts too."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield from ((line, block.place) for line in block.text.split("\n"))
            continue
        for cell in block.cells:
            yield from ((line, block.places[cell.row]) for line in cell.text.split("\n"))


def harvest(document: Document, cleaner: Cleaner) -> Harvest:
    """The tasks in a document's paragraphs; none where no paragraph names units."""
    found = ProseReader(cleaner).read(document)
    if len(found.tasks) > 1:
        found = ProseReader(cleaner, trusting=True).read(document)
    numbered = any(task.marker or task.path for task in found.tasks)
    # Where no line is numbered, units that are labelled again and again divide the work all the same.
    numbered = numbered or sum(bool(roles.LABEL.match(task.units_text)) for task in found.tasks) > 1
    found.columns = ("任务", "责任单位", "完成时限") if found.tasks else ()
    return found if numbered and any(task.units for task in found.tasks) else Harvest()


def _spread(lines: list[tuple[str, Place]]) -> list[tuple[str, Place]]:
    """Units behind a heading (一、平安建设（责任单位：A）) put behind each item below it that names none."""
    spread: list[tuple[str, Place]] = []
    for number, (text, place) in enumerate(lines):
        body, said = cut(text)
        owns = said.units and _may_own(body) and text.strip().startswith(body)
        below = _items_below(lines[number + 1 :]) if owns else 0
        if below:
            spread.append((body, place))
            behind = text.strip()[len(body) :]
            lines[number + 1 : number + 1 + below] = [
                (item + behind if item.strip() else item, where)
                for item, where in lines[number + 1 : number + 1 + below]
            ]
        else:
            spread.append((text, place))
    return spread


def _may_own(body: str) -> bool:
    marker = numbering.leading(body)
    short = len(squeeze(body)) <= _PLAIN_HEADING_LENGTH and not items.is_finished(body)
    return marker is not None and marker.style.is_chinese and short


def _items_below(lines: list[tuple[str, Place]]) -> int:
    """How many numbered items without units follow, up to the next heading; 0 where other lines do too."""
    count = 0
    for text, _ in lines:
        marker = numbering.leading(text)
        if marker and marker.style.is_chinese:
            break
        if text.strip() and (marker is None or cut(text)[1].units):
            return 0
        count += 1
    return count


def _parts(text: str) -> Iterator[str]:
    """A paragraph in which several items name their units, each: 1.…（责任单位：A）。2.…（责任单位：B）。"""
    starts = [match.end() for match in _NEXT_ITEM.finditer(text)]
    cuts = [end for start, end in zip([0, *starts], starts, strict=False) if cut(text[start:end])[1]]
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        part = text[start:end]
        heading = _HEADING_BEFORE_ITEM.match(part) if cuts and start == 0 else None
        if heading and (marker := numbering.leading(part)) and marker.style.is_chinese:
            yield heading[0]
            part = part[heading.end() :]
        yield part


def _first_of_tasks(lines: list[Line]) -> int:
    """Where the tasks begin among lines of which the last names the units.

    The last number's style numbers the tasks; lines with another number above are headings.
    """
    numbered = [line.marker for line in lines if line.marker]
    if not numbered:
        return len(lines) - 1
    style = numbered[-1].style
    first = len(lines)
    for position in range(len(lines) - 1, -1, -1):
        marker = lines[position].marker
        if marker and marker.style is not style:
            break
        if marker:
            first = position
    return first


def _is_plain_heading(text: str) -> bool:
    """A short line without a number that is no title, no signature, no date and no address."""
    words = squeeze(text)
    if not 4 <= len(words) <= _PLAIN_HEADING_LENGTH or _NO_HEADING.search(words):
        return False
    return not facts.looks_like_title(words) and not ends_like_unit(words)


def _is_heading_above(lines: list[Line]) -> bool:
    """``（一）加强领导。`` in a line of its own, with the task in the unnumbered line below."""
    short = len(squeeze(lines[0].words)) <= _HEADING_LENGTH
    return len(lines) > 1 and short and all(line.marker is None for line in lines[1:])
