"""The way of an obligation as one table. Who may act and what an act needs: tasks.permissions."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """What is stored on an obligation."""

    PENDING = "pending"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WAIVED = "waived"


class Act(StrEnum):
    """What a person does to an obligation."""

    REPORT = "report"
    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"
    WITHDRAW = "withdraw"
    WAIVE = "waive"
    REOPEN = "reopen"
    ASK = "ask"
    GRANT = "grant"
    DENY = "deny"


class Completion(StrEnum):
    """The word a clerk writes into the ledger's column 完成情况."""

    DONE = "done"
    ONGOING = "ongoing"
    NOT_DONE = "not_done"


STATE_LABELS: dict[State, str] = {
    State.PENDING: "待办理",
    State.SUBMITTED: "待审核",
    State.RETURNED: "已退回",
    State.ACCEPTED: "已完成",
    State.WAIVED: "不适用",
}

ACT_LABELS: dict[Act, str] = {
    Act.REPORT: "填报进展",
    Act.SUBMIT: "提交审核",
    Act.ACCEPT: "审核通过",
    Act.RETURN: "退回",
    Act.WITHDRAW: "撤回",
    Act.WAIVE: "标为不适用",
    Act.REOPEN: "重新办理",
    Act.ASK: "申请延期",
    Act.GRANT: "同意延期",
    Act.DENY: "不同意延期",
}

COMPLETION_LABELS: dict[Completion, str] = {
    Completion.DONE: "已完成",
    Completion.ONGOING: "持续推进",
    Completion.NOT_DONE: "未完成",
}

TRANSITIONS: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.PENDING, Act.REPORT): State.PENDING,
        (State.RETURNED, Act.REPORT): State.RETURNED,
        (State.PENDING, Act.SUBMIT): State.SUBMITTED,
        (State.RETURNED, Act.SUBMIT): State.SUBMITTED,
        (State.SUBMITTED, Act.ACCEPT): State.ACCEPTED,
        (State.SUBMITTED, Act.RETURN): State.RETURNED,
        (State.SUBMITTED, Act.WITHDRAW): State.PENDING,
        (State.PENDING, Act.WAIVE): State.WAIVED,
        (State.SUBMITTED, Act.WAIVE): State.WAIVED,
        (State.RETURNED, Act.WAIVE): State.WAIVED,
        (State.ACCEPTED, Act.REOPEN): State.PENDING,
        (State.WAIVED, Act.REOPEN): State.PENDING,
        (State.PENDING, Act.ASK): State.PENDING,
        (State.PENDING, Act.GRANT): State.PENDING,
        (State.PENDING, Act.DENY): State.PENDING,
    }
)

NEEDS_REASON: frozenset[Act] = frozenset({Act.RETURN, Act.WAIVE, Act.REOPEN, Act.ASK, Act.DENY})

# With these words an obligation may be submitted; 未完成 is a report, not an end.
SUBMITTABLE: frozenset[Completion] = frozenset({Completion.DONE, Completion.ONGOING})

OPEN_STATES: frozenset[State] = frozenset({State.PENDING, State.SUBMITTED, State.RETURNED})


def next_state(state: State, act: Act) -> State | None:
    """Where `act` leads from `state`; None where it is not possible there."""
    return TRANSITIONS.get((state, act))


def is_open(state: State) -> bool:
    """Whether something is still to be done by somebody, the office's decision included."""
    return state in OPEN_STATES


def is_done(state: State) -> bool:
    """Whether the duty was fulfilled and accepted; a waived one is neither open nor done."""
    return state == State.ACCEPTED


def diagram() -> str:
    """The table as a mermaid state diagram, ended by a line break; docs/workflow.md shows it."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.PENDING}"]
    lines += [f"    {state} : {STATE_LABELS[state]}" for state in State]
    lines += [f"    {old} --> {new} : {ACT_LABELS[act]}" for (old, act), new in TRANSITIONS.items()]
    return "\n".join(lines) + "\n"
