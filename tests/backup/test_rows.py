"""Rows as text: what goes in comes out, whatever the text holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backup.rows import Kind, line, values

# Without a zone, as Django writes UTC into SQLite.
MOMENTS = st.datetimes().map(str)
VALUES = {
    Kind.BOOLEAN: st.booleans(),
    Kind.MOMENT: MOMENTS,
    Kind.BYTES: st.binary(),
    Kind.UUID: st.uuids().map(lambda value: value.hex),
    Kind.PLAIN: st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
}
CELLS = st.sampled_from(Kind).flatmap(lambda kind: st.tuples(st.just(kind), st.none() | VALUES[kind]))


@given(st.lists(CELLS, min_size=1))
def test_a_row_comes_back_as_it_was(row: list[tuple[Kind, object]]) -> None:
    kinds = [kind for kind, _ in row]
    cells = tuple(cell for _, cell in row)
    text = line(cells, kinds)
    assert text.count("\n") == 1
    assert text.endswith("\n")
    assert values(text.removesuffix("\n"), kinds) == list(cells)


def test_nothing_and_empty_differ() -> None:
    kinds = [Kind.PLAIN, Kind.PLAIN, Kind.PLAIN]
    assert values(line((None, "", r"\N"), kinds).removesuffix("\n"), kinds) == [None, "", r"\N"]


def test_numbers_are_plain_text() -> None:
    assert line((7, 1.5), [Kind.PLAIN, Kind.PLAIN]) == "7\t1.5\n"
