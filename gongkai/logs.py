"""Logs: one line an event, readable or JSON, with the request or job in which it happened.

Knows no Django, so that gunicorn's own lines (deploy/gunicorn.conf.py) look the same.  What may stand in a
line: numbers of rows and people, addresses of pages without their query, never what somebody wrote.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import structlog

FORMATS = ("line", "json")
# First in a readable line; the rest follows as it was given.
FIRST = ["timestamp", "level", "logger", "event", "request_id", "job_id"]
# PostgreSQL quotes the offending row after these words.
QUOTED = ("DETAIL:", "CONTEXT:")

Event = MutableMapping[str, Any]


def late_values(_: object, __: str, event: Event) -> Event:
    """What is known only when a line is written (who is logged in) is bound as a function; no None."""
    found = {key: value() if callable(value) else value for key, value in event.items()}
    return {key: value for key, value in found.items() if value is not None}


def one_line(_: object, __: str, event: Event) -> Event:
    """Line feeds are told as \\n by both renderers; a carriage return alone would begin a line too."""
    return {
        key: value.replace("\r", "\\r") if isinstance(value, str) else value for key, value in event.items()
    }


def without_address(_: object, __: str, event: Event) -> Event:
    """Django tells of an error with the full address; the request's own line leaves out query and keys."""
    if event.get("logger") == "django.request":
        event.pop("request", None)
        event["event"] = "server error"
    return event


def without_rows(_: object, __: str, event: Event) -> Event:
    """A database's error text names the row that it refused: people's names and words."""
    if text := event.get("exception"):
        kept = [line for line in text.splitlines() if not line.lstrip().startswith(QUOTED)]
        event["exception"] = "\n".join(kept)
    return event


def logging_config(level: str, form: str) -> dict[str, Any]:
    """For ``logging.config.dictConfig``; ``form`` is one of ``FORMATS``."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.processors.LogfmtRenderer(key_order=FIRST, drop_missing=True, bool_as_flag=False)
    )
    steps = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%S%z", utc=False),
        structlog.processors.format_exc_info,
        late_values,
        without_address,
        without_rows,
        one_line,
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "event": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": steps,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "event"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Each request and each job has its line from us (gongkai/requests.py, gongkai/observed_jobs.py).
            "django.request": {"level": "ERROR"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
        },
    }
