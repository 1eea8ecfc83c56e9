"""A line of the log: one an event, with what was bound, and nothing of what people wrote."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from structlog.contextvars import bound_contextvars

from gongkai.logs import FORMATS, logging_config

REFUSED = "duplicate key\nDETAIL:  Key (name)=(张三) already exists.\nsecond line"


def written(form: str, *arguments: Any, **extra: Any) -> str:
    """What one message becomes."""
    config = logging_config("INFO", form)["formatters"]["event"]
    formatter = config.pop("()")(**config)
    record = logging.getLogger("gongkai.tests").makeRecord("gongkai.tests", 20, "", 1, *arguments, **extra)
    return str(formatter.format(record))


def failed() -> Any:
    try:
        raise ValueError(REFUSED)
    except ValueError:
        return sys.exc_info()


@pytest.mark.parametrize("form", FORMATS)
def test_an_event_is_one_line(form: str) -> None:
    line = written(form, "a\r\nforged line %s", ("b\nc",), failed())
    assert len(line.splitlines()) == 1
    assert "second line" in line


@pytest.mark.parametrize("form", FORMATS)
def test_the_row_that_a_database_quotes_stays_out(form: str) -> None:
    assert "张三" not in written(form, "failed", (), failed())


def test_a_line_says_where_it_belongs() -> None:
    with bound_contextvars(request_id="abc", user=lambda: 7):
        told = json.loads(written("json", "done in %d", (3,), None, extra={"ms": 5}))
    assert told.pop("timestamp")[-5:] == "+0800"
    assert told == {
        "level": "info",
        "logger": "gongkai.tests",
        "event": "done in 3",
        "request_id": "abc",
        "user": 7,
        "ms": 5,
    }


def test_what_is_not_known_is_left_out() -> None:
    with bound_contextvars(request_id="abc", user=lambda: None):
        line = written("line", "done", (), None)
    assert line.endswith("level=info logger=gongkai.tests event=done request_id=abc")


def test_an_error_is_told_without_its_address() -> None:
    config = logging_config("INFO", "line")["formatters"]["event"]
    formatter = config.pop("()")(**config)
    extra = {"request": "<WSGIRequest: GET '/?q=words'>", "status_code": 500}
    record = logging.getLogger("x").makeRecord(
        "django.request", 40, "", 1, "Internal Server Error: %s", ("/?q=words",), None, extra=extra
    )
    line = formatter.format(record)
    assert 'event="server error"' in line
    assert "words" not in line
