"""The dividing tables of a document: which they are, which continue each other, and what they yield."""

from __future__ import annotations

from dataclasses import dataclass, field

from importer.draft import Finding, Severity
from importer.grid import Document, Paragraph, Table
from importer.interpret import columns as column_kinds
from importer.interpret import facts, halves, headers, numbering
from importer.interpret.characters import squeeze
from importer.interpret.cleaning import Cleaner
from importer.interpret.headers import Header, Kind
from importer.interpret.items import is_finished
from importer.interpret.raw import Harvest
from importer.interpret.rows import Row, rows_of
from importer.interpret.walk import Walker

_SHORTEST_TASK, _SHORTEST_WITHOUT_HEADER = 4, 6
_LONGEST_HEADING = 40


@dataclass
class Divider:
    """Goes through the blocks of a document and walks every dividing table."""

    cleaner: Cleaner
    harvest: Harvest = field(default_factory=Harvest)
    walker: Walker | None = None
    after: list[str] = field(default_factory=list)

    def divide(self, document: Document) -> Harvest:
        above = _headings_above(document)
        for number, block in enumerate(document.blocks):
            if isinstance(block, Paragraph):
                (self.after if self.walker else self.harvest.preamble).append(block.text)
            else:
                self._table(block, above.get(number))
        self.harvest.preamble.extend(self.after)
        return self.harvest

    def _table(self, table: Table, heading: Paragraph | None) -> None:
        rows = rows_of(table)
        header = headers.find(rows)
        if header and (count := halves.strips(header)) > 1:
            self._note_strips(rows[header.rows.start], count)
            self._table(halves.one_below_the_other(table, header, count), heading)
            return
        if self._continues(rows, header):
            self._walk(rows, header, heading)
            return
        start = header.rows.stop if header else _first_content(rows)
        found = column_kinds.classify(rows[start:], header)
        if found is None or not _holds_tasks(rows[start:], found.task.index, header):
            self._ignore(rows, table)
            return
        if header is None:
            self.harvest.findings.append(
                Finding(
                    Severity.INFO, "header_missing", "表格没有表头，各栏按内容判断，请核对。", rows[0].place
                )
            )
        self.walker = Walker(found, header, self.cleaner, self.harvest)
        if not self.harvest.columns:
            self.harvest.columns = found.names if header else ()
        self._note_kept_columns(found, rows[0])
        self._walk(rows, header, heading)

    def _continues(self, rows: tuple[Row, ...], header: Header | None) -> bool:
        """The table goes on with the one before: the same header again, or none and as many columns."""
        if self.walker is None or not rows or len(rows[0].slots) != len(self.walker.columns.all):
            return False
        if header is None:
            start = _first_content(rows)
            return column_kinds.classify(rows[start:], None) is not None or any(
                headers.repeats(row, self.walker.header) for row in rows[:3] if self.walker.header
            )
        return self.walker.header is not None and header.key == self.walker.header.key

    def _walk(self, rows: tuple[Row, ...], header: Header | None, heading: Paragraph | None) -> None:
        assert self.walker is not None
        if heading is not None:
            self.walker.enter_above(heading)
        start = header.rows.stop if header else _first_content(rows)
        first = header.rows.start if header else start
        for row in rows[:first]:
            self.harvest.preamble.extend(cell.text for cell in row.own_cells)
            self.harvest.count("blank" if row.is_blank else "remarks")
        for _ in rows[first:start]:
            self.harvest.count("headers")
        self.walker.walk(rows[start:])

    def _ignore(self, rows: tuple[Row, ...], table: Table) -> None:
        texts = [cell.text for row in rows for cell in row.own_cells]
        if len(rows) <= 3 or self.walker is None:
            (self.after if self.walker else self.harvest.preamble).extend(texts)
        if texts:
            first = "、".join(squeeze(text) for text in texts[:4])[:40]
            self.harvest.findings.append(
                Finding(
                    Severity.INFO,
                    "table_ignored",
                    f"有一个表格不像分工表，没有导入（{first}…）；如果它也是任务，请单独复制出来导入。",
                    rows[0].place,
                )
            )

    def _note_strips(self, row: Row, count: int) -> None:
        message = f"表格左右并排印了 {count} 栏，按先左后右读成一张表，原表一行算 {count} 行。"
        self.harvest.findings.append(Finding(Severity.INFO, "strips_joined", message, row.place))

    def _note_kept_columns(self, found: column_kinds.Columns, row: Row) -> None:
        names = [
            column.name for column in found.all if column.kind in (Kind.PERSON, Kind.OTHER) and column.name
        ]
        if names:
            self.harvest.findings.append(
                Finding(
                    Severity.INFO,
                    "column_kept",
                    f"“{'”“'.join(names)}”栏不是任务、单位或时限，内容原样保留在台账中。",
                    row.place,
                    subject="、".join(names),
                )
            )


def _headings_above(document: Document) -> dict[int, Paragraph]:
    """Block number of a table → the numbered heading right above it, where several tables have one.

    A single one is a section of the text around the table (三、任务分工), no heading of the plan.
    """
    found: dict[int, Paragraph] = {}
    blocks = document.blocks
    for number, (above, block) in enumerate(zip(blocks, blocks[1:], strict=False), start=1):
        if isinstance(above, Paragraph) and isinstance(block, Table) and _is_heading(above.text):
            found[number] = above
    return found if len(found) > 1 else {}


def _is_heading(text: str) -> bool:
    marker = numbering.leading(text)
    short = len(squeeze(text)) <= _LONGEST_HEADING and "\n" not in text.strip()
    return marker is not None and marker.style.is_chinese and short and not is_finished(text)


def _first_content(rows: tuple[Row, ...]) -> int:
    """Without a header: the first row that is not the title or another line across the table."""
    for number, row in enumerate(rows):
        cells = row.own_cells
        across = len(cells) == 1 and row.spans(cells[0]) > 0.6 and len(row.slots) > 1
        if cells and not (across and facts.looks_like_title(cells[0].text)):
            return number
    return 0


def _holds_tasks(rows: tuple[Row, ...], column: int, header: Header | None) -> bool:
    """Cells long enough to be tasks; without a header to say so, there have to be some of them."""
    filled = [text for text in (squeeze(row.slots[column].fresh) for row in rows) if text]
    length = sum(len(text) for text in filled) / max(1, len(filled))
    if header:
        return length >= _SHORTEST_TASK
    return length >= _SHORTEST_WITHOUT_HEADER and len(filled) >= 3
