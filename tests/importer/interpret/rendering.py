"""A small printer: a drawn plan becomes the table that an office might have made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from importer.grid import Cell, Document, Paragraph, Place, Table
from importer.interpret import roles


@dataclass(frozen=True)
class Job:
    """One task as meant."""

    text: str
    lead: tuple[str, ...]
    assist: tuple[str, ...]
    due: str


@dataclass(frozen=True)
class Chapter:
    """Headings and the jobs below them; with an empty ``part`` they stand under the chapter itself."""

    heading: str
    part: str
    jobs: tuple[Job, ...]


@dataclass(frozen=True)
class Layout:
    """How the plan is printed.

    headings: merged, blank, repeated (in columns of their own) or across (rows);
    numbers: column, text, none; units: two columns or one phrase.
    """

    headings: str
    numbers: str
    two_unit_columns: bool
    items_per_cell: int
    header_again_after: int
    blank_rows: bool
    number_column_first: bool


@dataclass
class Printer:
    """Prints rows and remembers cells; ``height`` rows have been printed."""

    layout: Layout
    cells: list[Cell] = field(default_factory=list)
    height: int = 0
    number: int = 0
    widths: int = 0

    def print(self, title: str, chapters: list[Chapter]) -> Document:
        header = self._header()
        self.widths = len(header)
        self._row(header)
        printed_since_header = 0
        above: tuple[str, str] = ("", "")
        starts: dict[int, int] = {}
        for chapter in chapters:
            above = self._across(chapter, above)
            for jobs in self._groups(chapter.jobs):
                if printed_since_header == self.layout.header_again_after:
                    self._row(header)
                    printed_since_header = 0
                    starts.clear()  # a heading goes on behind the header as a cell of its own
                self._jobs(chapter, jobs, starts)
                printed_since_header += 1
            if self.layout.blank_rows:
                self._row([""] * self.widths)
                starts.clear()
        places = tuple(Place(table=1, row=row + 1) for row in range(self.height))
        first = Paragraph(title, Place(line=1))
        return Document((first, Table(tuple(self.cells), places)), "test")

    def _groups(self, jobs: tuple[Job, ...]) -> list[list[Job]]:
        """Jobs that share a row: numbered in the text, and for the same units and date."""
        groups: list[list[Job]] = []
        for job in jobs:
            full = not groups or len(groups[-1]) >= self.layout.items_per_cell
            same = groups and (groups[-1][0].lead, groups[-1][0].assist, groups[-1][0].due) == (
                job.lead,
                job.assist,
                job.due,
            )
            if full or not same or self.layout.numbers != "text":
                groups.append([])
            groups[-1].append(job)
        return groups

    def _header(self) -> list[str]:
        headings = [] if self.layout.headings == "across" else ["工作类别", "重点任务"]
        units = ["牵头单位", "配合单位"] if self.layout.two_unit_columns else ["责任单位"]
        number = ["序号"] if self.layout.numbers == "column" else []
        if self.layout.number_column_first:
            return [*number, *headings, "具体措施", *units, "完成时限"]
        return [*headings, *number, "具体措施", *units, "完成时限"]

    def _row(self, texts: list[str]) -> None:
        self.cells += [Cell(text, self.height, column) for column, text in enumerate(texts)]
        self.height += 1

    def _across(self, chapter: Chapter, above: tuple[str, str]) -> tuple[str, str]:
        if self.layout.headings == "across":
            new = [chapter.heading] if chapter.heading != above[0] else []
            for text in [*new, *([chapter.part] if chapter.part else [])]:
                self.cells.append(Cell(text, self.height, 0, 1, self.widths))
                self.height += 1
        return chapter.heading, chapter.part

    def _jobs(self, chapter: Chapter, jobs: list[Job], starts: dict[int, int]) -> None:
        texts = []
        for job in jobs:
            self.number += 1
            texts.append(f"{self.number}.{job.text}" if self.layout.numbers == "text" else job.text)
        number = [str(self.number)] if self.layout.numbers == "column" else []
        body = ["\n".join(texts), *self._units(jobs[0]), jobs[0].due]
        if self.layout.headings == "across":
            self._row(number + body)
            return
        headings = self._headings(chapter, starts, 1 if number and self.layout.number_column_first else 0)
        row = number + headings + body if self.layout.number_column_first else headings + number + body
        self.cells += [Cell(text, self.height, column) for column, text in enumerate(row) if text is not None]
        self.height += 1

    def _headings(self, chapter: Chapter, starts: dict[int, int], column: int) -> list[str | None]:
        """The heading cells of this row: printed, left blank, or None where a merged cell covers them."""
        wanted = [chapter.heading, chapter.part]
        row: list[str | None] = []
        changed = False
        for level, text in enumerate(wanted):
            index = starts.get(level)
            held = self.cells[index].text if index is not None else None
            if held == text and not changed and self.layout.headings == "merged" and index is not None:
                old = self.cells[index]
                self.cells[index] = Cell(old.text, old.row, old.column, old.row_span + 1)
                row.append(None)
            elif held == text and not changed and self.layout.headings == "blank":
                row.append("")
            else:
                changed = changed or held != text
                starts[level] = self._remember(text, column + level)
                row.append(None)
        return row

    def _remember(self, text: str, column: int) -> int:
        self.cells.append(Cell(text, self.height, column))
        return len(self.cells) - 1

    def _units(self, job: Job) -> list[str]:
        if self.layout.two_unit_columns:
            return ["、".join(job.lead), "、".join(job.assist) or "/"]
        lead = "、".join(job.lead) + "牵头"
        return [lead + ("，" + "、".join(job.assist) + "配合" if job.assist else "")]


def meant(layout: Layout, chapters: list[Chapter]) -> list[tuple[object, ...]]:
    """What has to be read: (path, number, text, units with roles, printed deadline) of each task."""
    tasks: list[tuple[object, ...]] = []
    for chapter in chapters:
        for job in chapter.jobs:
            number = None if layout.numbers == "none" else str(len(tasks) + 1)
            units = {(roles.LEAD, name) for name in job.lead} | {(roles.ASSIST, name) for name in job.assist}
            path = (chapter.heading, chapter.part) if chapter.part else (chapter.heading,)
            tasks.append((path, number, job.text, units, job.due))
    return tasks
