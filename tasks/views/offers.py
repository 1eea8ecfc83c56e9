"""An act as a page offers it: with its word, the decision for this person, and whether it wants a reason."""

from __future__ import annotations

from dataclasses import dataclass

from common.decisions import Allowed, Decision
from tasks import permissions
from tasks.models import Obligation
from tasks.workflow import ACT_LABELS, NEEDS_REASON, Act
from units.models import User


@dataclass(frozen=True, slots=True)
class Offer:
    """``code`` goes into the address, ``label`` onto the button."""

    code: str
    label: str
    decision: Decision
    needs_reason: bool
    # About a day as well: on a page of its own.
    asks_more: bool = False


def label_of(act: Act, obligation: Obligation) -> str:
    """The word on the button: where nobody accepts, a unit hands nothing in, it says that it is done."""
    plain = act is Act.SUBMIT and not obligation.plan.needs_acceptance
    return "标记完成" if plain else ACT_LABELS[act]


def offer(user: User, act: Act, obligation: Obligation) -> Offer:
    """The act on this obligation as this person meets it."""
    return Offer(
        str(act),
        label_of(act, obligation),
        permissions.may(user, act, obligation),
        act in NEEDS_REASON,
        act in permissions.EXTENDING,
    )


# What the office decides on everything that waits for it; the list holds nothing else.
DECISIONS = tuple(
    Offer(str(act), ACT_LABELS[act], Allowed(), act in NEEDS_REASON) for act in (Act.ACCEPT, Act.RETURN)
)
