"""How an office prints a plan as a table."""

from __future__ import annotations

from dataclasses import dataclass

HEADING_COLUMNS = ("工作类别", "重点事项", "主要内容")


@dataclass(frozen=True)
class Layout:
    """headings: merged, blank, repeated (in columns of their own) or across (rows);
    numbers: column, text, none; units: columns (one for each role), phrase or plain (no roles);
    two_lines: 责任分工 stands above the two unit columns.
    """

    headings: str
    numbers: str
    units: str
    two_lines: bool
    due_column: bool
    items_per_cell: int
    header_again_after: int
    blank_rows: bool
    number_column_first: bool

    def header(self, levels: int) -> list[str]:
        """The names of the columns of a plan with so many levels of headings."""
        headings = [] if self.headings == "across" else list(HEADING_COLUMNS[:levels])
        number = ["序号"] if self.numbers == "column" else []
        before = [*number, *headings] if self.number_column_first else [*headings, *number]
        return [*before, "具体措施", *self._unit_columns(), *(["完成时限"] if self.due_column else [])]

    def header_lines(self, levels: int) -> list[list[str | None]]:
        """One line or two; None under a cell of the first line that reaches down or to the right."""
        names = self.header(levels)
        if not (self.two_lines and self.units == "columns"):
            return [list(names)]
        upper = ["责任分工" if name in self._unit_columns() else name for name in names]
        lower = [name if name in self._unit_columns() else None for name in names]
        return [
            [None if name == "责任分工" and upper[i - 1] == name else name for i, name in enumerate(upper)],
            lower,
        ]

    def _unit_columns(self) -> list[str]:
        return ["牵头单位", "配合单位"] if self.units == "columns" else ["责任单位"]
