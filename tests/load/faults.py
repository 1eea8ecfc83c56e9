"""What is killed and restarted under the crowd, in turn, and how long people notice it.

Each fault says which answers it may cause while it lasts; all others, and all answers outside, are errors of
the product.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.load.room import BEAT, WEB, WORKER, Room

# As a service manager takes to start again what has ended.
MANAGER = 1.0
REDIS_AWAY = 3.0
# A fault's window stays open so long after everything answers again: requests begun inside may end later.
AFTER = 1.0
CUT, AWAY = "connection cut", "503"


def web_child(room: Room) -> None:
    room.kill_web_child()


def web(room: Room) -> None:
    room.kill(WEB)
    time.sleep(MANAGER)
    room.start_web()


def worker(room: Room) -> None:
    room.kill(WORKER)
    room.kill(BEAT)
    time.sleep(MANAGER)
    room.start_worker(WORKER)
    room.start_beat(BEAT)


def flush(room: Room) -> None:
    room.flush_redis()


def redis(room: Room) -> None:
    room.kill_redis()
    time.sleep(REDIS_AWAY)
    room.start_redis()


def postgres(room: Room) -> None:
    room.restart_postgres()


def lines(room: Room) -> None:
    """Every connection of the product is cut, the server stays."""
    room.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gongkai'")


def everything(room: Room) -> None:
    """As when the power goes: nobody is asked, nothing is told."""
    room.kill_redis()
    for name in (WEB, WORKER, BEAT):
        room.kill(name)
    room.restart_postgres()
    room.start_redis()
    room.start_web()
    room.start_worker(WORKER)
    room.start_beat(BEAT)


@dataclass(frozen=True)
class Fault:
    name: str
    strike: Callable[[Room], None]
    may_cause: frozenset[str] = frozenset()


FAULTS = (
    Fault("kill -9 of a serving process", web_child, frozenset({CUT})),
    Fault("kill -9 of the whole web server, started again", web, frozenset({CUT})),
    Fault("kill -9 of worker and beat, started again", worker),
    Fault("Redis FLUSHALL", flush),
    Fault("Redis killed, back empty after 3 s", redis),
    Fault("PostgreSQL immediate restart", postgres, frozenset({AWAY})),
    Fault("every database connection cut", lines, frozenset({AWAY})),
    Fault("everything killed at once, started again", everything, frozenset({CUT, AWAY})),
)


@dataclass
class Strike:
    """One fault that struck: from when until when people could notice it."""

    fault: Fault
    begin: float
    end: float = 0.0
    back_after: float = 0.0


@dataclass
class Fate:
    """Strikes one fault after the other, evenly over a time."""

    room: Room
    every: float
    strikes: list[Strike] = field(default_factory=list)

    def run(self, seconds: float) -> None:
        """For so long, and until each fault has struck once."""
        until, number = time.monotonic() + seconds, 0
        while number < len(FAULTS) or time.monotonic() + self.every < until:
            time.sleep(self.every)
            self.strike(FAULTS[number % len(FAULTS)])
            number += 1
            self.room.tend()
        time.sleep(max(0.0, until - time.monotonic()))
        self.room.tend()

    def strike(self, fault: Fault) -> None:
        struck = Strike(fault, time.monotonic())
        self.strikes.append(struck)
        fault.strike(self.room)
        self.room.wait()
        back = time.monotonic()
        time.sleep(AFTER)
        struck.back_after, struck.end = back - struck.begin, time.monotonic()
