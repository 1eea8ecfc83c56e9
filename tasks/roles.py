"""What a unit does on a task, and whose word completes it (words: docs of the domain, section 2)."""

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """The part a unit has in a task."""

    LEAD = "lead"
    COORDINATE = "coordinate"
    IMPLEMENT = "implement"
    ASSIST = "assist"
    GUIDE = "guide"
    RESPONSIBLE = "responsible"


ROLE_LABELS: dict[Role, str] = {
    Role.LEAD: "牵头",
    Role.COORDINATE: "统筹",
    Role.IMPLEMENT: "落实",
    Role.ASSIST: "配合",
    Role.GUIDE: "指导",
    Role.RESPONSIBLE: "责任",
}

# The first of these that stands on a task decides it.
_DECIDING = (
    frozenset({Role.LEAD, Role.COORDINATE}),
    frozenset({Role.RESPONSIBLE, Role.IMPLEMENT}),
    frozenset({Role.ASSIST}),
)


def decides(roles_present: Iterable[Role]) -> frozenset[Role]:
    """Those of the roles on a task whose units must all be done before a period is complete.

    Lead and coordinate where there are any, else responsible and implement, else assist; empty where
    only guiding units stand there, for they owe nothing.
    """
    present = frozenset(roles_present)
    return next((present & group for group in _DECIDING if present & group), frozenset())


def owes(role: Role) -> bool:
    """Whether a unit in this role gets an obligation at all."""
    return role != Role.GUIDE
