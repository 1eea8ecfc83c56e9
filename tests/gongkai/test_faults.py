"""The page where the database or the disk has failed: a sentence and when to try again, never a bare 500."""

from __future__ import annotations

import errno
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.test import Client
from django.urls import reverse

from gongkai import env
from gongkai.faults import AWAY, BUSY, FULL, LOCKED, TOO_LONG, Trouble, trouble_of


class Cause(Exception):
    def __init__(self, code: str) -> None:
        self.pgcode = code


def from_postgresql(code: str) -> OperationalError:
    error = OperationalError("said PostgreSQL")
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


def test_a_page_is_less_patient_than_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@127.0.0.1/gongkai")
    monkeypatch.setenv("GONGKAI_PROCESS", "web")
    web = env.database()["OPTIONS"]
    monkeypatch.setenv("GONGKAI_PROCESS", "job")
    job = env.database()["OPTIONS"]
    assert "statement_timeout=15000 -c lock_timeout=5000" in web["options"]  # type: ignore[index]
    assert "statement_timeout=300000" in job["options"]  # type: ignore[index]
    assert web["connect_timeout"] == 5  # type: ignore[index]
