"""A small server room under a small crowd: script/load in bounded form, and faults that need real processes.

PostgreSQL, Valkey, gunicorn, worker and beat of its own whatever DATABASE_URL says: marked sqlite, so that CI
runs it once.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import psycopg2
import pytest

from tests.load import run
from tests.load.crowd import Crowd, Sample
from tests.load.faults import FAULTS, Fault, Strike
from tests.load.people import Person
from tests.load.room import Room, ask, running

pytestmark = [pytest.mark.sqlite, pytest.mark.xdist_group("load")]
ASKED = run.Asked(tasks=300, units=6, users=24, seconds=20, think=2.0, every=1.5, faults=True)

KILLS = 12


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    # Not pytest's own folder: PostgreSQL's account may not enter it.
    with (
        tempfile.TemporaryDirectory(prefix="gongkai-load-", ignore_cleanup_errors=True) as folder,
        running(Path(folder), threads=4) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def people(room: Room) -> list[Person]:
    made = run.peopled(room, ASKED)
    room.serve()
    return made


@contextmanager
def crowd(room: Room, people: list[Person], think: float = 1.0, writes_share: float = 0.3) -> Iterator[Crowd]:
    """Everybody at work."""
    made = Crowd(room.port, people, think, writes_share)
    made.start()
    try:
        yield made
    finally:
        made.end()


def test_no_acknowledged_write_is_lost_while_everything_is_killed_in_turn(
    room: Room, people: list[Person], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is logged out by it either, and all in one instant are answered."""
    code = run.measured(room, people, ASKED)
    told = capsys.readouterr().out
    assert code == 0, told
    assert all(fault.name in told for fault in FAULTS), told


def test_a_process_killed_at_random_moments_loses_no_form(room: Room, people: list[Person]) -> None:
    """Whoever sends the form of an acknowledged write once more gets the same answer and no second row."""
    draw = Random(20261122)
    with crowd(room, people, think=0.5, writes_share=0.9) as busy:
        for _ in range(KILLS):
            time.sleep(draw.uniform(0.1, 1.0))
            room.kill_web_child()
    assert {each.cause for each in busy.samples} <= {"", "connection cut"}
    sent = [each for each in busy.writes if each.acknowledged and each.kind == "report"]
    assert len(sent) >= KILLS
    for write in sent:
        again = ask(room.port, "POST", write.address, body=write.body, cookie=write.cookie)
        assert (again.status, again.headers["location"]) == (302, write.answer)
    found = run.lookup(room, busy.writes)
    assert (found.lost, found.doubled) == (0, 0)


def test_an_upgrade_while_people_work(room: Room, people: list[Person]) -> None:
    """The code that serves is the old one; nobody notices."""
    with crowd(room, people) as busy:
        time.sleep(1)
        room.manage("migrate", "--verbosity", "0", DJANGO_SETTINGS_MODULE="tests.load.later.settings")
        time.sleep(1)
    assert [each for each in busy.samples if each.cause] == []
    assert run.lookup(room, busy.writes).lost == 0
    assert room.psql("SELECT count(*) FROM later_note") == [(0,)]


def test_a_locked_table_is_a_sentence_and_the_health_page_answers(room: Room, people: list[Person]) -> None:
    connection = psycopg2.connect(room.dsn)
    connection.cursor().execute("LOCK TABLE tasks_obligation IN ACCESS EXCLUSIVE MODE")
    found: list[object] = []
    waiting = threading.Thread(target=lambda: found.append(room.get("/tasks/", people[-1].cookie)))
    waiting.start()
    time.sleep(0.5)
    assert room.get("/health/ready").status == 200
    assert waiting.is_alive()
    waiting.join()
    connection.close()
    (answer,) = found
    assert (answer.status, answer.headers["retry-after"]) == (503, "3")  # type: ignore[attr-defined]
    assert "有人正在改同一处" in answer.body.decode()  # type: ignore[attr-defined]
    assert room.get("/tasks/", people[-1].cookie).status == 200


def test_no_connection_left_is_a_sentence(room: Room, people: list[Person]) -> None:
    room.psql(
        "ALTER ROLE gongkai CONNECTION LIMIT 0",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gongkai'",
    )
    answer = room.get("/tasks/", people[-1].cookie)
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert "系统正忙" in answer.body.decode()
    room.psql("ALTER ROLE gongkai CONNECTION LIMIT -1")
    assert room.get("/tasks/", people[-1].cookie).status == 200


def test_what_a_fault_excuses() -> None:
    """The judge: only what the fault may cause, and only while it lasts."""
    strike = Strike(Fault("", lambda room: None, frozenset({"503"})), begin=10.0, end=12.0)

    def sample(at: float, cause: str) -> Sample:
        return Sample(at, "read", 0.5, cause)

    assert run.excused(sample(11, "503"), [strike])
    assert run.excused(sample(9.8, "503"), [strike])
    assert not run.excused(sample(11, "500"), [strike])
    assert not run.excused(sample(12.1, "503"), [strike])
    assert not run.excused(sample(9, "503"), [strike])
