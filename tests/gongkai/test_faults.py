"""The page where the database or the disk has failed: a sentence and when to try again, never a bare 500."""

from __future__ import annotations

import errno
import threading
from contextlib import closing
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.test import Client
from django.urls import reverse

from gongkai import env
from gongkai.faults import AWAY, BUSY, FULL, LOCKED, TOO_LONG, Trouble, trouble_of
from tests.factories import UserFactory
from tests.threads import at_once


class Cause(Exception):
    def __init__(self, code: str | None) -> None:
        self.pgcode = code


def from_postgresql(code: str) -> DatabaseError:
    return caused(OperationalError("said PostgreSQL"), code)


def caused(error: DatabaseError, code: str | None) -> DatabaseError:
    error.__cause__ = Cause(code)
    return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (from_postgresql("57P01"), AWAY),
        (from_postgresql("40P01"), LOCKED),
        (from_postgresql("55P03"), LOCKED),
        (from_postgresql("57014"), TOO_LONG),
        (from_postgresql("53100"), FULL),
        (from_postgresql("53300"), BUSY),
        (OperationalError('FATAL: too many connections for role "gongkai"'), BUSY),
        (OperationalError("connection refused"), AWAY),
        (InterfaceError("connection already closed"), AWAY),
        (OperationalError("database is locked"), LOCKED),
        (OperationalError("database or disk is full"), FULL),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EACCES, "Permission denied"), None),
        (caused(DatabaseError("server closed the connection unexpectedly"), None), AWAY),
        (DatabaseError("Save with update_fields did not affect any rows."), None),
        (ProgrammingError("no such column"), None),
        (KeyError("x"), None),
        (None, None),
    ],
)
def test_each_failure_has_its_words(error: BaseException | None, trouble: Trouble | None) -> None:
    assert trouble_of(error) is trouble


@pytest.mark.django_db
def test_a_page_without_its_database_says_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The failure comes from a middleware, before any view."""

    def load(self: Any) -> Any:
        raise from_postgresql("57P01")

    monkeypatch.setattr(SessionStore, "load", load)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "some-session"
    answer = client.get(reverse("plan-list"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "数据库暂时连接不上" in answer.content.decode()


@pytest.mark.django_db
def test_a_session_that_could_not_be_written_is_not_taken_for_an_ended_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def save(self: Any, must_create: bool = False) -> None:
        try:
            raise from_postgresql("57P01")
        except DatabaseError:
            raise UpdateError from None

    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    monkeypatch.setattr(SessionStore, "save", save)
    monkeypatch.setattr(settings, "SESSION_SAVE_EVERY_REQUEST", True)
    assert client.get(reverse("plan-list")).status_code == 503


def test_a_page_is_less_patient_than_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@127.0.0.1/gongkai")
    monkeypatch.setenv("GONGKAI_PROCESS", "web")
    web = env.database()["OPTIONS"]
    monkeypatch.setenv("GONGKAI_PROCESS", "job")
    job = env.database()["OPTIONS"]
    assert "statement_timeout=15000 -c lock_timeout=5000" in web["options"]  # type: ignore[index]
    assert "statement_timeout=300000" in job["options"]  # type: ignore[index]
    assert web["connect_timeout"] == 5  # type: ignore[index]


def said(statement: str, *before: str) -> Trouble | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for each in (*before, statement):
                cursor.execute(each)
    except OperationalError as error:
        return trouble_of(error)
    return None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_postgresql_really_says() -> None:
    assert said("SELECT pg_sleep(1)", "SET LOCAL statement_timeout = 5") is TOO_LONG
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE units_unit IN ACCESS EXCLUSIVE MODE")
        assert said("SELECT 1 FROM units_unit", "SET LOCAL lock_timeout = 5") is LOCKED
        cursor.execute("SELECT pg_backend_pid()")
        said(f"SELECT pg_terminate_backend({cursor.fetchone()[0]})")
        with pytest.raises(OperationalError) as cut:
            cursor.execute("SELECT 1")
        assert trouble_of(cut.value) is AWAY


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_that_wait_for_each_other_one_is_told() -> None:
    """A deadlock: one goes through, the other is asked to try again; nobody waits for ever."""
    meet, turns = threading.Barrier(2), iter([(1, 2), (2, 1)])

    def act() -> Trouble | None:
        first, second = next(turns)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [first])
                meet.wait()
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [second])
        except OperationalError as error:
            return trouble_of(error)
        return None

    assert sorted(at_once(2, act), key=bool) == [None, LOCKED]
