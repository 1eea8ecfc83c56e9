"""The system's own end of the road: where its daily message to itself arrives."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from reminders.channels.base import Answer, Message, Result
from units.models import User


class CanaryChannel:
    name = "canary"
    label = "自检"
    repeatable = True
    personal = False

    def address(self, user: User) -> str:
        return ""

    def sharing(self, address: str) -> Q:
        return Q()

    def not_before(self, address: str, now: dt.datetime) -> dt.datetime | None:
        return None

    def send(self, address: str, message: Message) -> Answer:
        return Answer(Result.ACCEPTED)

    def close(self) -> None:
        """Nothing is kept open."""
