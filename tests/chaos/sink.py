"""The mail server of a run: notes what it took, when by the moving clock, and misbehaves on demand."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from tests.reminders.smtp_sink import ACCEPT, DROP, LATER, NEVER, Sink, read

TASK = re.compile(r"/tasks/(\d+)/")
# Seconds before an answer, as of a server across the town.
LATENCY = 0.04
HANG = 3.0


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that was accepted: to whom, under which id, naming which tasks."""

    day: date
    to: str
    key: str
    tasks: frozenset[int]


class YearSink(Sink):
    """``mode``: accept, later (451), hang (no answer until the client gives up), drop (taken, no answer)."""

    def __init__(self, clock: Callable[[], datetime], port: int = 0) -> None:
        super().__init__(port)
        self.clock = clock
        self.mode = ACCEPT
        self.bad: set[str] = set()
        self.taken: list[Taken] = []
        self.asked = 0
        # Ids: a sender that is killed after a refusal hears it again.
        self.refused: set[str] = set()
        self.dropped = 0

    def take(self, raw: bytes) -> str:
        self.asked += 1
        fate = self.mode
        if fate == "hang":
            time.sleep(HANG)
            return LATER
        message = read(raw)
        if message["To"] in self.bad:
            self.refused.add(message["Message-ID"])
            return NEVER
        self.dropped += fate == DROP
        if fate in {ACCEPT, DROP}:
            # Noted before it is answered, as a server does that has written it to its disk.
            body = message.get_body(("plain",))
            text = body.get_content() if body else ""
            tasks = frozenset(map(int, TASK.findall(text)))
            self.taken.append(Taken(self.clock().date(), message["To"], message["Message-ID"], tasks))
        time.sleep(LATENCY)
        return fate
