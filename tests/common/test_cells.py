from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.cells import harmless


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1"])
def test_a_formula_becomes_text(cell):
    assert harmless(cell) == f"'{cell}"


@given(st.text())
def test_nothing_is_lost(cell):
    assert harmless(cell).removeprefix("'").endswith(cell.removeprefix("'"))
    assert harmless(cell).lstrip(" ")[:1] not in set("=+-@")


@pytest.mark.parametrize("cell", ["", "已完成", "2026-03-02", "1+1", "'=1"])
def test_plain_text_stays(cell):
    assert harmless(cell) == cell
