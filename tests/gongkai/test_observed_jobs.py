"""A job's line carries its own number and that of the request which sent it."""

from __future__ import annotations

import logging

import pytest
from structlog.contextvars import bound_contextvars, get_contextvars

from gongkai import observed_jobs
from reminders.jobs import heartbeat

HEARTBEAT = "reminders.jobs.heartbeat"


def test_a_message_says_in_which_request_it_was_sent() -> None:
    headers: dict[str, object] = {}
    with bound_contextvars(request_id="abc"):
        observed_jobs.remember_request(headers)
    assert headers == {observed_jobs.SENT_IN: "abc"}


def test_a_job_is_one_line(db: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with bound_contextvars(request_id="abc"):
        heartbeat.delay()
        assert get_contextvars() == {"request_id": "abc"}
    (record,) = [each for each in caplog.records if each.name == "gongkai.observed_jobs"]
    assert (record.__dict__["job"], record.__dict__["state"]) == (HEARTBEAT, "success")
