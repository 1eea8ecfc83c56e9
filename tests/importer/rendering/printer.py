"""A small printer: a drawn plan becomes the table that an office might have made of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from importer.grid import Cell, Document, Paragraph, Place, Table
from tests.importer.rendering.layouts import Layout
from tests.importer.rendering.plans import TITLE, Chapter, Job


def printed(layout: Layout, chapters: list[Chapter]) -> Table:
    """The plan's table."""
    printer = _Printer(layout, max(len(chapter.path) for chapter in chapters))
    printer.print(chapters)
    places = tuple(Place(table=1, row=row + 1) for row in range(printer.height))
    return Table(tuple(printer.cells), places)


def document(layout: Layout, chapters: list[Chapter]) -> Document:
    """The table under its title, as if a reader had read it."""
    return Document((Paragraph(TITLE, Place(line=1)), printed(layout, chapters)), "test")


@dataclass
class _Printer:
    """Prints rows and remembers cells; ``height`` rows have been printed.

    ``starts``: for each level of heading the index of the cell that holds now, in columns of their own.
    """

    layout: Layout
    levels: int
    cells: list[Cell] = field(default_factory=list)
    height: int = 0
    number: int = 0
    starts: dict[int, int] = field(default_factory=dict)

    def print(self, chapters: list[Chapter]) -> None:
        self._header()
        since_header = 0
        above: tuple[str, ...] = ()
        for chapter in chapters:
            if self.layout.headings == "across":
                self._across(chapter.path, above)
            above = chapter.path
            for jobs in self._groups(chapter.jobs):
                if since_header == self.layout.header_again_after:
                    self._header()
                    since_header = 0
                    self.starts.clear()  # a heading goes on behind the header as a cell of its own
                self._jobs(chapter, jobs)
                since_header += 1
            if self.layout.blank_rows:
                self._row([""] * len(self.layout.header(self.levels)))
                self.starts.clear()

    def _header(self) -> None:
        lines = self.layout.header_lines(self.levels)
        for column, name in enumerate(lines[0]):
            if name is not None:
                height = len(lines) if name != "责任分工" else 1
                self._put(name, column, height, 2 if name == "责任分工" else 1)
        for line in lines[1:]:
            self.height += 1
            for column, name in enumerate(line):
                if name is not None:
                    self._put(name, column)
        self.height += 1

    def _groups(self, jobs: tuple[Job, ...]) -> list[list[Job]]:
        """Jobs that share a row: numbered in the text, and for the same units and date."""
        groups: list[list[Job]] = []
        for job in jobs:
            full = not groups or len(groups[-1]) >= self.layout.items_per_cell
            same = groups and replace(groups[-1][0], text="") == replace(job, text="")
            if full or not same or self.layout.numbers != "text":
                groups.append([])
            groups[-1].append(job)
        return groups

    def _across(self, path: tuple[str, ...], above: tuple[str, ...]) -> None:
        same = 0
        while path[: same + 1] == above[: same + 1] and same < len(path):
            same += 1
        for text in path[same:]:
            self._put(text, 0, 1, len(self.layout.header(self.levels)))
            self.height += 1

    def _jobs(self, chapter: Chapter, jobs: list[Job]) -> None:
        texts = []
        for job in jobs:
            self.number += 1
            text = job.printed(self.layout)
            texts.append(f"{self._marker()}{text}" if self.layout.numbers == "text" else text)
        number = [str(self.number)] if self.layout.numbers == "column" else []
        due = [jobs[0].due.printed] if self.layout.due_column else []
        first = len(number) if self.layout.number_column_first else 0
        headings = [] if self.layout.headings == "across" else self._headings(chapter.path, first)
        before = [*number, *headings] if self.layout.number_column_first else [*headings, *number]
        self._row([*before, "\n".join(texts), *self._units(jobs[0]), *due])

    def _marker(self) -> str:
        """An item's number stands below the headings' in the order 一、（一） 1.（1）."""
        return f"{self.number}." if self.levels < 3 else f"（{self.number}）"

    def _headings(self, path: tuple[str, ...], column: int) -> list[str | None]:
        """The heading cells of this row: left blank, or None where they are printed already."""
        row: list[str | None] = []
        changed = False
        for level in range(self.levels):
            text = path[level] if level < len(path) else ""
            index = self.starts.get(level)
            held = self.cells[index].text if index is not None else None
            changed = changed or held != text
            if index is not None and not changed and self.layout.headings == "merged":
                self.cells[index] = self.cells[index]._replace(row_span=self.cells[index].row_span + 1)
                row.append(None)
            elif not changed and self.layout.headings == "blank":
                row.append("")
            else:
                self.starts[level] = len(self.cells)
                self._put(text, column + level)
                row.append(None)
        return row

    def _units(self, job: Job) -> list[str]:
        if self.layout.units == "columns":
            return ["、".join(job.lead), "、".join(job.assist) or "/"]
        if self.layout.units == "plain":
            return ["、".join((*job.lead, *job.assist))]
        lead = "、".join(job.lead) + "牵头"
        return [lead + ("，" + "、".join(job.assist) + "配合" if job.assist else "")]

    def _row(self, texts: list[str] | list[str | None]) -> None:
        for column, text in enumerate(texts):
            if text is not None:
                self._put(text, column)
        self.height += 1

    def _put(self, text: str, column: int, height: int = 1, width: int = 1) -> None:
        self.cells.append(Cell(text, self.height, column, height, width))
