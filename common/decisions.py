"""Answers of permission and rule functions: allowed, or denied with a reason that people read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes."""

    reason = ""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """No, because ``reason`` (a Chinese sentence, shown on the disabled button and on the 403 page)."""

    reason: str

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Denied


class Refusal(Exception):
    """A service refused for a reason that a person can act on; the web answers 409 with the sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Forbidden(Refusal):
    """A service refused because this person may not; the web answers 403 with the sentence."""


def require(decision: Decision) -> None:
    """Raise :class:`Forbidden` with the reason unless ``decision`` allows."""
    if isinstance(decision, Denied):
        raise Forbidden(decision.reason)
