"""Any drawn plan, in any drawn layout, as any kind of file: read and interpreted, it is what was meant."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from importer.interpret.plan import interpret
from importer.readers import registry
from tests.importer.rendering import files
from tests.importer.rendering.drawing import layouts, plain_lists, plans
from tests.importer.rendering.layouts import Layout
from tests.importer.rendering.plans import ISSUER, TITLE, YEAR, Chapter, meant, read
from tests.importer.rendering.printer import printed

# The same plans each time, so that a change is judged by itself; more of them where reading is quick.
_few = settings(max_examples=25, derandomize=True, deadline=None)
_many = settings(_few, max_examples=60)
_filtered = settings(_few, max_examples=30, suppress_health_check=[HealthCheck.filter_too_much])


def _check(kind: str, layout: Layout, chapters: list[Chapter]) -> None:
    extension, render = files.KINDS[kind]
    plan = interpret(registry.read(render(printed(layout, chapters)), f"plan{extension}"))
    assert read(plan) == meant(layout, chapters)
    assert (plan.title, plan.issuer, plan.year) == (TITLE, ISSUER, YEAR)
    assert plan.rows.balances()


@_few
@given(layouts, plans())
def test_a_word_file_is_read_back(layout: Layout, chapters: list[Chapter]) -> None:
    _check("word", layout, chapters)


@pytest.mark.parametrize("kind", ["excel", "page", "tabs", "pipes"])
@_many
@given(layouts, plans())
def test_a_grid_is_read_back(kind: str, layout: Layout, chapters: list[Chapter]) -> None:
    _check(kind, layout, chapters)


@pytest.mark.parametrize("kind", ["groups", "lines"])
@_filtered
@given(plain_lists())
def test_a_cell_a_line_is_read_back(kind: str, drawn: tuple[Layout, list[Chapter]]) -> None:
    _check(kind, *drawn)
