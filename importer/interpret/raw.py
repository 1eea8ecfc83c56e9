"""A task as cut out of the document, before its deadline is read: that takes the plan's year."""

from __future__ import annotations

from dataclasses import dataclass, field

from importer.draft import Finding, UnitDraft
from importer.grid import Place
from importer.interpret.numbering import Marker


@dataclass(slots=True)
class RawTask:
    """``deadline``: the printed cell, None without such a column; ``row``: tasks of one row share it."""

    path: tuple[str, ...]
    number: str | None
    text: str
    place: Place
    row: int
    marker: Marker | None = None
    units: tuple[UnitDraft, ...] = ()
    units_text: str = ""
    units_inherited: bool = False
    deadline: str | None = None
    cells: tuple[str, ...] = ()
    remark: str = ""


@dataclass
class Harvest:
    """What tables or prose gave: tasks, findings on the way, counted rows, texts about the plan."""

    tasks: list[RawTask] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    preamble: list[str] = field(default_factory=list)
    headings: list[tuple[str, Place]] = field(default_factory=list)

    def count(self, kind: str) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1
