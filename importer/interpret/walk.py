"""From the rows of a dividing table to tasks: headings above, items within, units and deadline beside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from importer.draft import Finding, Severity, UnitDraft
from importer.grid import Paragraph
from importer.interpret import deadlines, headers, items, numbering, responsibility, row_kinds
from importer.interpret.characters import says_nothing
from importer.interpret.cleaning import Cleaner
from importer.interpret.columns import Column, Columns
from importer.interpret.headers import Header, Kind
from importer.interpret.items import Item
from importer.interpret.numbering import Marker
from importer.interpret.outline import Outline
from importer.interpret.raw import Harvest, RawTask
from importer.interpret.roles import ASSIST
from importer.interpret.rows import Row


@dataclass
class Walker:
    """Walks the rows of one dividing table and of the tables that continue it."""

    columns: Columns
    header: Header | None
    cleaner: Cleaner
    harvest: Harvest
    outline: Outline = field(default_factory=Outline)
    last: RawTask | None = None
    row_number: int = 0
    printed_each_row: frozenset[int] = frozenset()
    item_numbers: Column | None = None
    after_break: bool = False
    full_stops: int = 0

    def walk(self, rows: Sequence[Row]) -> None:
        """``rows`` without the header itself."""
        heading_columns = self.columns.of(Kind.HEADING)
        self.printed_each_row = frozenset(
            column.index for column in heading_columns if row_kinds.repeats_each_row(rows, column.index)
        )
        self.item_numbers = _item_numbers(self.columns, rows)
        self.after_break = True
        for row in rows:
            self.row_number += 1
            kind = self._row(row)
            self.harvest.count(kind)
            self.after_break = kind == "headers"

    def enter_above(self, heading: Paragraph) -> None:
        """A heading in a line of its own above the table."""
        text = self.cleaner.tidy(heading.text)
        if self.outline.enter(text):
            self.harvest.headings.append((text, heading.place))

    def _row(self, row: Row) -> str:
        """Take one row; the kind it is counted as."""
        if row.is_blank:
            return "blank"
        if self.header and headers.repeats(row, self.header):
            return "headers"
        if row_kinds.is_remark(row):
            self._remark(row)
            return "remarks"
        heading = row_kinds.heading_across(row, self.columns, self.last)
        if heading is not None:
            self._enter(heading, row)
            return "headings"
        return self._content(row)

    def _remark(self, row: Row) -> None:
        text = self.cleaner.tidy("　".join(cell.text for cell in row.own_cells))
        self.harvest.preamble.append(text)
        self.harvest.findings.append(
            Finding(Severity.INFO, "remark", f"表内说明没有作为任务导入：{text}", row.place, subject=text)
        )

    def _enter(self, text: str, row: Row, column: int = -1) -> bool:
        """Enter the headings of a cell; a cell may hold two levels, a line each."""
        new = False
        for line in _levels(text):
            line = self.cleaner.tidy(line)
            if self.outline.enter(line, column):
                self.harvest.headings.append((line, row.place))
                new = True
        return new

    def _content(self, row: Row) -> str:
        entered = self._headings(row)
        slot = row.slots[self.columns.task.index]
        if slot.begins:
            return self._task_cell(row, slot.text, entered)
        if slot.text and self.last:
            return self._more_of_last(row)
        if self._says_who(row) and self.outline.headings:
            return self._heading_as_task(row)
        if not entered:
            self._remark(row)
            return "remarks"
        return "headings"

    def _headings(self, row: Row) -> bool:
        entered = False
        task = self.columns.task.index
        columns = self.columns.of(Kind.HEADING)
        # A row that prints no heading at all stands under those above, whatever other rows do.
        prints = any(row.slots[column.index].says for column in columns)
        for column in columns:
            slot = row.slots[column.index]
            cell = slot.cell
            if cell and cell.column + cell.column_span > task:
                continue  # merged with the task itself: no heading
            if slot.begins and cell and cell.column == column.index:
                entered |= self._enter(slot.text, row, column.index)
            elif prints and not slot.says and column.index in self.printed_each_row:
                self.outline.clear(column.index)
        return entered

    def _task_cell(self, row: Row, text: str, entered: bool) -> str:
        path = self.outline.take()
        goes_on = self.last is not None and not entered and self.last.path == path
        before = self.last.marker if self.last and goes_on else None
        found = items.split(text, before)
        continued = goes_on and self._continues(row, found[0])
        if continued and self.last:
            self._append(self.last, found.pop(0), row)
        if found:
            self._add(row, found, path, goes_on)
        return "tasks" if found else "continued"

    def _continues(self, row: Row, first: Item) -> bool:
        """A text without number, alone in its row or behind an unfinished one, goes on with the last item."""
        assert self.last is not None
        if first.marker or self._number(row):
            return False
        # In a plan that prints no full stops, a missing one says nothing.
        unfinished = self.full_stops >= 0 and not items.is_finished(self.last.text)
        if not self._stands_alone(row):
            return self.after_break and unfinished and self._same_as_last(row)
        if self.last.marker or self.item_numbers:
            return True
        return not self._below_merged_units(row) and (unfinished or self.after_break)

    def _below_merged_units(self, row: Row) -> bool:
        """A unit cell merged downwards covers this row: a task of its own, for the same units."""
        slots = (row.slots[column.index] for column in self.columns.of(Kind.UNITS))
        return any(slot.says and not slot.own for slot in slots)

    def _stands_alone(self, row: Row) -> bool:
        """Nothing but the text, and perhaps the headings printed again, begins in this row."""
        others = [column for column in self.columns.all if column.kind not in (Kind.TASK, Kind.HEADING)]
        return not any(row.slots[column.index].begins for column in others)

    def _same_as_last(self, row: Row) -> bool:
        """The row repeats what stood beside the item before: units and deadline."""
        assert self.last is not None
        units = self._units_text(row)
        return (not units or units == self.last.units_text) and (self._deadline(row) or None) in (
            None,
            self.last.deadline,
        )

    def _append(self, task: RawTask, item: Item, row: Row) -> None:
        task.text += item.text if not items.is_finished(task.text) else "\n" + item.text
        self.harvest.findings.append(
            Finding(
                Severity.INFO,
                "continued",
                "这一行没有编号，按跨页的续文接在上一条任务后面，请核对。",
                row.place,
                task=len(self.harvest.tasks) - 1,
            )
        )

    def _add(self, row: Row, found: list[Item], path: tuple[str, ...], goes_on: bool) -> None:
        units, printed, inherited = self._units(row, goes_on)
        deadline = self._deadline(row) or self._date_among_units(row)
        if not deadline and inherited and self.last and not self._says_who(row):
            deadline = self.last.deadline
        cells = tuple([self.cleaner.tidy(text) for text, _, _ in row.slots])
        for item in found:
            self.last = RawTask(
                path=path,
                number=item.number or (self._number(row) if len(found) == 1 else None),
                text=item.text,
                place=row.place,
                row=self.row_number,
                marker=item.marker,
                units=units,
                units_text=printed,
                units_inherited=inherited,
                deadline=deadline,
                cells=cells,
                remark=self._remarks(row),
            )
            self.harvest.tasks.append(self.last)
            self.full_stops += 1 if items.is_finished(item.text) else -1

    def _heading_as_task(self, row: Row) -> str:
        """The task column is empty but the row names units: its innermost heading is the task."""
        heading = self.outline.headings[-1]
        self.outline.take()
        marker = heading.marker
        text = marker.rest if marker else heading.text
        self._add(row, [Item(text, marker)], self.outline.path[:-1], goes_on=False)
        return "tasks"

    def _more_of_last(self, row: Row) -> str:
        """The task's cell is merged over several rows: the units of this one are its units too."""
        assert self.last is not None
        more = self._parse_units(row)
        for task in self.harvest.tasks:
            if task.row == self.last.row:
                known = {(unit.name, unit.role) for unit in task.units}
                task.units += tuple(unit for unit in more if (unit.name, unit.role) not in known)
                task.deadline = task.deadline or self._deadline(row)
        return "continued"

    def _says_who(self, row: Row) -> bool:
        return any(row.slots[column.index].begins for column in self.columns.of(Kind.UNITS))

    def _units(self, row: Row, goes_on: bool) -> tuple[tuple[UnitDraft, ...], str, bool]:
        """The row's units, their print, and whether they were taken over from the task before.

        A unit cell that is left blank under the same heading stands for the one above it.
        """
        printed = self._units_text(row)
        if self.last is None or not goes_on:
            return self._parse_units(row), printed, False
        if not printed:
            return self.last.units, self.last.units_text, bool(self.last.units)
        units = self._parse_units(row)
        if all(unit.role == ASSIST for unit in units) and self._lead_is_blank(row):
            above = tuple(replace(unit) for unit in self.last.units if unit.role != ASSIST)
            return above + units, printed, bool(above)
        return units, printed, False

    def _lead_is_blank(self, row: Row) -> bool:
        leading = [column for column in self.columns.of(Kind.UNITS) if column.role != ASSIST]
        return bool(leading) and all(not row.slots[column.index].says for column in leading)

    def _parse_units(self, row: Row) -> tuple[UnitDraft, ...]:
        units: dict[tuple[str, str], UnitDraft] = {}
        for column in self.columns.of(Kind.UNITS):
            slot = row.slots[column.index]
            if slot.cell and slot.cell.column < column.index and slot.cell.column_span > 1:
                continue  # one cell over two unit columns is read once
            who, _ = deadlines.cut_dates(slot.text)
            for unit in responsibility.parse(who, column.role):
                units.setdefault((unit.name, unit.role), unit)
        return tuple(units.values())

    def _units_text(self, row: Row) -> str:
        return self._texts(row, Kind.UNITS)

    def _deadline(self, row: Row) -> str | None:
        columns = self.columns.of(Kind.DEADLINE)
        if not columns:
            stages = self._stages(row)
            # The stages of a plan are those of its own year, whenever it was issued.
            return re.sub(r"^(?!20\d\d)", "本年", stages[-1][0]) if stages else None
        texts = [row.slots[column.index].text.strip() for column in columns]
        return " ".join(dict.fromkeys([text for text in texts if not says_nothing(text)]))

    def _stages(self, row: Row) -> list[tuple[str, str]]:
        """By when what is to be reached: the stage columns in which this row says anything."""
        columns = self.columns.of(Kind.STAGE)
        texts = [(column.name, row.slots[column.index].text.strip()) for column in columns]
        return [(name, text) for name, text in texts if not says_nothing(text)]

    def _remarks(self, row: Row) -> str:
        """The remark column, and stages in the order of their columns."""
        stages = [f"{name}：{text}" for name, text in self._stages(row)]
        return "；".join(filter(None, (self._texts(row, Kind.REMARK), *stages)))

    def _date_among_units(self, row: Row) -> str | None:
        if self.columns.of(Kind.DEADLINE):
            return None
        found = [
            deadlines.cut_dates(row.slots[column.index].text)[1] for column in self.columns.of(Kind.UNITS)
        ]
        return next((when for when in found if when), None)

    def _number(self, row: Row) -> str | None:
        if self.item_numbers is None:
            return None
        slot = row.slots[self.item_numbers.index]
        return numbering.cell_number(slot.fresh) or (slot.fresh.strip() or None)

    def _texts(self, row: Row, kind: Kind) -> str:
        columns = self.columns.of(kind)
        if not columns:
            return ""
        texts = [row.slots[column.index].text.strip() for column in columns]
        return " ".join(text for text in texts if text)


def _item_numbers(columns: Columns, rows: Sequence[Row]) -> Column | None:
    """The number column that numbers tasks, and not the headings beside it."""
    task = columns.task.index
    task_rows = [row for row in rows if row.slots[task].begins and len(row.own_cells) > 1]
    best: Column | None = None
    most = 0.0
    for column in columns.of(Kind.NUMBER):
        share = row_kinds.share_of_own(task_rows, column.index)
        if share > most and not _numbers_headings(column, columns, task_rows):
            best, most = column, share
    return best


def _numbers_headings(column: Column, columns: Columns, rows: Sequence[Row]) -> bool:
    """True where numbers begin just where the headings to their right begin, and some rows have neither."""
    right = [heading for heading in columns.of(Kind.HEADING) if heading.index > column.index]
    if not right:
        return False
    numbered = [row.slots[column.index].begins for row in rows]
    return not all(numbered) and any(
        numbered == [row.slots[heading.index].begins for row in rows] for heading in right
    )


def _levels(text: str) -> list[str]:
    """``一、…\\n（一）…`` in one cell are two headings; other line breaks are only line breaks."""
    lines: list[str] = []
    styles: list[Marker | None] = []
    for line in text.split("\n"):
        marker = numbering.leading(line)
        if lines and not (marker and styles[0] and marker.style.rank > styles[0].style.rank):
            lines[-1] += line
        else:
            lines.append(line)
            styles.append(marker)
    return [line for line in lines if line.strip()]
