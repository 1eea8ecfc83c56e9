"""A drawn plan, printed in a drawn layout, is read back as it was meant."""

from __future__ import annotations

from hypothesis import given, settings

from importer.interpret.plan import interpret
from tests.importer.rendering.drawing import layouts, plans
from tests.importer.rendering.layouts import Layout
from tests.importer.rendering.plans import ISSUER, TITLE, YEAR, Chapter, meant, read
from tests.importer.rendering.printer import document


@settings(max_examples=150)
@given(layouts, plans())
def test_a_printed_plan_is_read_back(layout: Layout, chapters: list[Chapter]) -> None:
    source = document(layout, chapters)
    plan = interpret(source)
    assert read(plan) == meant(layout, chapters)
    assert (plan.title, plan.issuer, plan.year) == (TITLE, ISSUER, YEAR)
    assert plan.rows.balances()
    assert plan.rows.total == next(source.tables).row_count
    assert interpret(source) == plan


@settings(max_examples=50)
@given(layouts, plans())
def test_every_word_of_a_task_row_is_kept(layout: Layout, chapters: list[Chapter]) -> None:
    """Nothing dropped in silence: each cell's text is in the drafts' cells, headings or findings."""
    source = document(layout, chapters)
    plan = interpret(source)
    kept = "".join("".join((*task.path, *task.cells, task.text)) for task in plan.tasks)
    kept += "".join(finding.message for finding in plan.findings) + "".join(layout.header(3)) + "责任分工"
    kept = kept.replace("\n", "")
    for cell in next(source.tables).cells:
        assert cell.text.replace("\n", "") in kept
