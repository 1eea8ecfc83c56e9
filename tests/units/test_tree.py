"""Reading order of the tree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from units.models import Unit
from units.tree import in_order


@st.composite
def forests(draw: st.DrawFn) -> list[Unit]:
    """Units numbered from 1, each below an earlier one or none, in any order."""
    size = draw(st.integers(0, 12))
    units = [
        Unit(
            pk=number,
            parent_id=draw(st.one_of(st.none(), st.integers(1, number - 1))) if number > 1 else None,
            position=draw(st.integers(0, 3)),
        )
        for number in range(1, size + 1)
    ]
    return draw(st.permutations(units))


@given(forests())
def test_each_unit_once_right_after_what_stands_above(units):
    branches = in_order(units)
    assert sorted(branch.unit.pk for branch in branches) == sorted(unit.pk for unit in units)
    way: list[int] = []
    for branch in branches:
        del way[branch.depth :]
        assert branch.unit.parent_id == (way[-1] if way else None)
        way.append(branch.unit.pk)


@given(forests())
def test_siblings_stand_by_position(units):
    seen: dict[int | None, list[tuple[int, int]]] = {}
    for branch in in_order(units):
        seen.setdefault(branch.unit.parent_id, []).append((branch.unit.position, branch.unit.pk))
    assert all(found == sorted(found) for found in seen.values())


def test_a_unit_whose_parent_is_out_of_reach_starts_a_tree():
    orphan = Unit(pk=2, parent_id=1, position=0)
    assert [(branch.unit, branch.depth) for branch in in_order([orphan])] == [(orphan, 0)]


def test_deep_units_are_indented_like_the_fourth_level():
    chain = [Unit(pk=number, parent_id=number - 1 or None, position=0) for number in range(1, 8)]
    assert [branch.step for branch in in_order(chain)] == [0, 1, 2, 3, 4, 4, 4]
