"""What a small server room offers, one fault a day; each but the stand-still is over before the day ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.servers import Servers
from tests.chaos.sink import YearSink
from tests.reminders.smtp_sink import ACCEPT, DROP, LATER

PAUSE = 1.2


@dataclass
class Room:
    servers: Servers
    sink: YearSink


def none(room: Room) -> None:
    """A quiet day."""


def kill_worker(room: Room) -> None:
    room.servers.kill("worker1")
    room.servers.start_worker("worker1")


def kill_all_workers(room: Room) -> None:
    for name in ("worker1", "worker2"):
        room.servers.kill(name)
    time.sleep(PAUSE)
    for name in ("worker1", "worker2"):
        room.servers.start_worker(name)


def kill_beats(room: Room) -> None:
    for name in ("beat1", "beat2"):
        room.servers.kill(name)
    time.sleep(PAUSE)
    for name in ("beat1", "beat2"):
        room.servers.start_beat(name)


def flush_redis(room: Room) -> None:
    room.servers.flush_redis()


def stop_redis(room: Room) -> None:
    """Dead for a while, then empty."""
    room.servers.kill_redis()
    time.sleep(PAUSE)
    room.servers.start_redis()


def restart_postgres(room: Room) -> None:
    room.servers.restart_postgres()


def smtp_later(room: Room) -> None:
    _mode(room, LATER)


def smtp_closed(room: Room) -> None:
    """Nobody listens: connections are refused."""
    room.sink.stop()
    time.sleep(PAUSE)
    room.sink.reopen()


def smtp_hangs(room: Room) -> None:
    _mode(room, "hang")


def smtp_drops(room: Room) -> None:
    """Takes the text and cuts the line before it answers."""
    _mode(room, DROP)


def _mode(room: Room, mode: str) -> None:
    room.sink.mode = mode
    time.sleep(PAUSE)
    room.sink.mode = ACCEPT


DROPS = "SMTP takes it, drops the answer"
Fault = Callable[[Room], None]
# By their names in the table; those that end a process or a connection in the middle of a message may leave a
# copy under the same id.
FAULTS: dict[str, Fault] = {
    "none": none,
    "kill -9 one worker": kill_worker,
    "kill -9 all workers": kill_all_workers,
    "kill -9 both beats": kill_beats,
    "Redis FLUSHALL": flush_redis,
    "Redis killed, back empty": stop_redis,
    "PostgreSQL immediate restart": restart_postgres,
    "SMTP refuses connections": smtp_closed,
    "SMTP answers 451": smtp_later,
    "SMTP hangs": smtp_hangs,
    DROPS: smtp_drops,
}
STANDSTILL = "three days of stand-still"
# Working days on which nothing runs.
DARK = 3


def calendar(days: int) -> list[str]:
    """What strikes on each of so many days: all faults in turn, a stand-still in every second round."""
    names = list(FAULTS)
    round_ = [*names[:3], *[STANDSTILL] * DARK, *names[3:], *names]
    return [round_[number % len(round_)] for number in range(days)]
