"""Accepting many at once: each by itself, so that one that cannot be accepted holds up none of the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from common.decisions import Refusal
from tasks.models import Obligation
from tasks.services import progress
from units.models import User


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one; ``refusal`` empty: accepted."""

    obligation: Obligation
    refusal: str = ""


def accept_many(
    *, chosen: Sequence[tuple[Obligation, int | None]], actor: User, now: dt.datetime
) -> list[Outcome]:
    """Accept each of (obligation, version that the page showed); never raises a Refusal."""
    return [_accept(obligation, seen, actor, now) for obligation, seen in chosen]


def _accept(obligation: Obligation, seen: int | None, actor: User, now: dt.datetime) -> Outcome:
    try:
        progress.accept(obligation=obligation, actor=actor, now=now, seen=seen)
    except Refusal as refusal:
        return Outcome(obligation, refusal.reason)
    return Outcome(obligation)
