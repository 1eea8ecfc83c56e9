"""The table of a past day: drawn edits walked back give every state that there was."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tasks.past import PastChange, PastRow, as_of


def apply(rows: list[PastRow], luck: Random) -> tuple[list[PastRow], PastChange]:
    """One drawn change of the table, and what history says of it."""
    rows, place = list(rows), luck.randrange(len(rows))
    row, kind = rows[place], luck.choice(("edit", "go", "move"))
    if kind == "edit":
        label, word = luck.choice(list(row.words)), luck.choice("甲乙丙丁")
        rows[place] = PastRow(row.id, {**row.words, label: word}, row.present)
        return rows, PastChange(row.id, {label: (row.words[label], word)})
    if kind == "go":
        rows[place] = PastRow(row.id, row.words, not row.present)
        return rows, PastChange(row.id, entered=not row.present)
    behind = rows[place - 1].id if place else None
    rows.insert(luck.randrange(len(rows)), rows.pop(place))
    return rows, PastChange(row.id, moved=True, behind=behind)


@given(st.integers(min_value=0))
def test_walking_back_gives_every_earlier_table(seed: int) -> None:
    luck = Random(seed)
    rows = [PastRow(n, {"任务": f"第{n}项", "完成时限": "长期"}) for n in range(5)]
    states, changes = [rows], []
    for _ in range(12):
        rows, change = apply(rows, luck)
        states.append(rows)
        changes.append(change)
    for count, state in enumerate(states):
        assert as_of(rows, reversed(changes[count:])) == [row for row in state if row.present]


def test_a_change_of_a_row_that_is_gone_says_nothing() -> None:
    rows = [PastRow(1, {"任务": "甲"})]
    assert as_of(rows, [PastChange(9, {"任务": ("乙", "丙")}), PastChange(1, {"期次": ("", "一")})]) == rows
