"""What a channel is: it takes one message to one person and says what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from django.db.models import Q

from units.models import User


class Result(StrEnum):
    """What is known after a try; the values are those of DeliveryAttempt.Outcome."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True)
class Answer:
    """``words`` are the other side's own, or say what went wrong; ``closed``: nobody is reached at all."""

    result: Result
    words: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message: ``key`` is the same on every try and names it to the other side; ``person`` and ``phone``
    say for whom it is where many read it; ``data`` is an act for another system."""

    key: str
    subject: str
    text: str
    html: str
    person: str = ""
    phone: str = ""
    data: Mapping[str, Any] | None = None


class Channel(Protocol):
    """A way out.  One object serves one run, so that it may keep a connection open; ``close`` ends it."""

    name: str
    label: str
    # Whether a message whose answer was lost may go again: mail carries its id, a text message would cost.
    repeatable: bool
    # Whether people are reached there without having chosen it: their own mail box yes, a group's robot no.
    personal: bool

    def address(self, user: User) -> str:
        """Where the person is reached by what their account says; empty where not at all."""

    def sharing(self, address: str) -> Q:
        """Which deliveries of this channel rest when this address could not be reached at all."""

    def not_before(self, address: str, now: dt.datetime) -> dt.datetime | None:
        """When the next message may go there, where it may not now."""

    def send(self, address: str, message: Message) -> Answer:
        """Try once.  Never raises for what the other side or the network does."""

    def close(self) -> None:
        """Let go of what was kept open."""
