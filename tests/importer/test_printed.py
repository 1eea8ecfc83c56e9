"""The printed row where only a part of a revision was taken."""

from __future__ import annotations

import pytest

from importer.draft import DeadlineDraft
from importer.printed import printed_row
from tests.importer import made

TASK = made.task("公开养护标准。", "绿化科", number="2", deadline=DeadlineDraft(text="10月底前"))
OLD = ("一、养护", "2.公布标准。", "办公室", "9月底前")
NEW = ("一、苗木养护", "2.公开养护标准。", "绿化科牵头", "10月底前")


@pytest.mark.parametrize(
    ("kept", "row"),
    [
        (set(), list(NEW)),
        ({"text"}, [NEW[0], OLD[1], NEW[2], NEW[3]]),
        ({"units"}, [NEW[0], NEW[1], OLD[2], NEW[3]]),
        ({"deadline"}, [*NEW[:3], OLD[3]]),
        ({"heading"}, [OLD[0], *NEW[1:]]),
        ({"text", "units", "deadline", "heading"}, list(OLD)),
        ({"directive"}, list(NEW)),
    ],
)
def test_kept_fields_keep_their_cells(kept: set[str], row: list[str]) -> None:
    assert printed_row(OLD, NEW, TASK, frozenset(kept)) == row


def test_other_columns_leave_no_row_that_is_true_of_both() -> None:
    assert printed_row(OLD[:3], NEW, TASK, frozenset({"text"})) == []
    assert printed_row(OLD[:3], NEW, TASK, frozenset()) == list(NEW)
