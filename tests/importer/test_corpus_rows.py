"""Nothing dropped in silence: on each document of the corpus rows add up and cells of a task are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from importer.draft import PlanDraft, TaskDraft
from importer.grid import Cell, Document, Place, Table
from importer.interpret.characters import bare
from importer.interpret.cleaning import clean_document
from importer.interpret.plan import interpret
from importer.readers import registry
from tests.conftest import CORPUS

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus does not lie beside the project")
# These take LibreOffice, which not every machine has.
_OFFICE = {".doc", ".wps", ".xls", ".et"}


def _documents() -> list[Path]:
    folders = (CORPUS / "docs", CORPUS / "made" / "docs")
    return [path for folder in folders for path in sorted(folder.glob("*.*")) if path.suffix not in _OFFICE]


def _dividing(document: Document, plan: PlanDraft) -> list[Table]:
    """Tables that were not left out with a finding that says so."""
    left_out = {finding.place for finding in plan.findings if finding.code == "table_ignored"}
    return [table for table in document.tables if table.places[0] not in left_out]


def _words(task: TaskDraft) -> str:
    """Everything that a task keeps of its row."""
    units = [text for unit in task.units for text in (unit.name, unit.phrase)]
    kept = (*task.path, *task.cells, task.text, task.number or "", task.remark, task.deadline.text or "")
    return bare("".join((*kept, *units)))


def _cells_at(table: Table, places: set[Place]) -> list[tuple[Place, Cell]]:
    return [
        (table.places[row], cell)
        for cell in table.cells
        for row in range(cell.row, min(cell.row + cell.row_span, table.row_count))
        if table.places[row] in places
    ]


@pytest.mark.parametrize("path", _documents(), ids=lambda path: path.name)
def test_rows_add_up_and_cells_are_kept(path: Path) -> None:
    document, _ = clean_document(registry.read(path.read_bytes(), path.name))
    plan = interpret(document)
    tables = _dividing(document, plan)
    assert plan.rows.balances()
    assert plan.rows.total == sum(table.row_count for table in tables)
    kept: dict[Place, str] = {}
    for task in plan.tasks:
        kept[task.place] = kept.get(task.place, "") + _words(task)
    said = bare("".join(finding.message for finding in plan.findings))
    lost = [
        (str(place), cell.text)
        for table in tables
        for place, cell in _cells_at(table, set(kept))
        if bare(cell.text) not in kept[place] and bare(cell.text) not in said
    ]
    assert lost == []
