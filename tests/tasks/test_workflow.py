from pathlib import Path

import pytest

from tasks.workflow import (
    ACT_LABELS,
    COMPLETION_LABELS,
    NEEDS_REASON,
    STATE_LABELS,
    TRANSITIONS,
    Act,
    Completion,
    State,
    diagram,
    is_done,
    is_open,
    next_state,
)

DOCUMENT = Path(__file__).parents[2] / "docs" / "workflow.md"


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [
        (State.PENDING, Act.REPORT, State.PENDING),
        (State.RETURNED, Act.REPORT, State.RETURNED),
        (State.PENDING, Act.SUBMIT, State.SUBMITTED),
        (State.RETURNED, Act.SUBMIT, State.SUBMITTED),
        (State.SUBMITTED, Act.ACCEPT, State.ACCEPTED),
        (State.SUBMITTED, Act.RETURN, State.RETURNED),
        (State.SUBMITTED, Act.WITHDRAW, State.PENDING),
        (State.ACCEPTED, Act.REOPEN, State.PENDING),
        (State.WAIVED, Act.REOPEN, State.PENDING),
        (State.PENDING, Act.ACCEPT, None),
        (State.SUBMITTED, Act.SUBMIT, None),
        (State.SUBMITTED, Act.REPORT, None),
        (State.ACCEPTED, Act.ACCEPT, None),
        (State.ACCEPTED, Act.REPORT, None),
        (State.ACCEPTED, Act.WAIVE, None),
        (State.RETURNED, Act.ACCEPT, None),
        (State.PENDING, Act.REOPEN, None),
    ],
)
def test_where_an_act_leads(state, act, after):
    assert next_state(state, act) == after


def test_an_item_is_waived_from_every_open_state_and_from_no_other():
    assert {state for state in State if next_state(state, Act.WAIVE)} == {s for s in State if is_open(s)}


def test_every_state_can_be_reached_and_left():
    assert set(TRANSITIONS.values()) == set(State)
    assert {state for state, _ in TRANSITIONS} == set(State)


def test_an_end_is_left_only_by_reopening_with_a_reason():
    ways_out = {act for state, act in TRANSITIONS if not is_open(state)}
    assert ways_out == {Act.REOPEN}
    assert ways_out <= NEEDS_REASON


def test_a_waived_item_is_neither_open_nor_done():
    assert not is_open(State.WAIVED)
    assert not is_done(State.WAIVED)
    assert [state for state in State if is_done(state)] == [State.ACCEPTED]


def test_stored_strings_are_understood():
    assert next_state("submitted", "accept") == "accepted"
    assert is_open("returned")
    assert is_done("accepted")


def test_every_member_has_a_word():
    assert set(STATE_LABELS) == set(State)
    assert set(ACT_LABELS) == set(Act)
    assert set(COMPLETION_LABELS) == set(Completion)


def test_the_document_shows_the_table():
    assert f"```mermaid\n{diagram()}```" in DOCUMENT.read_text(encoding="utf-8")
