"""The one schedule names jobs that exist and lets no missed runs pile up; nothing waits in a broker."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery.schedules import crontab

from gongkai.celery import app
from tests.house.sources import APPS, files, name

SCHEDULE: dict[str, dict[str, Any]] = app.conf.beat_schedule
DELAYING = {"eta", "countdown"}


def seconds_between_runs(schedule: Any) -> float:
    """The shortest time between two runs of a crontab, a number of seconds or a timedelta."""
    if isinstance(schedule, crontab):
        minutes, hours = sorted(schedule.minute), sorted(schedule.hour)
        if len(minutes) > 1:
            return 60.0 * min(b - a for a, b in zip(minutes, [*minutes[1:], minutes[0] + 60], strict=True))
        if len(hours) > 1:
            return 3600.0 * min(b - a for a, b in zip(hours, [*hours[1:], hours[0] + 24], strict=True))
        return 86_400.0
    return schedule.total_seconds() if isinstance(schedule, timedelta) else float(schedule)


def delayed_calls(source: str) -> Iterator[int]:
    """Lines that send a job for later: such a message is lost with the broker, or comes twice."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and any(keyword.arg in DELAYING for keyword in node.keywords):
            yield node.lineno


def test_there_is_a_schedule() -> None:
    assert SCHEDULE


@pytest.mark.parametrize("entry", sorted(SCHEDULE))
def test_entry_names_a_job(entry: str) -> None:
    app.loader.import_default_modules()
    assert SCHEDULE[entry]["task"] in app.tasks
    assert SCHEDULE[entry]["task"].split(".")[-2] == "jobs"


@pytest.mark.parametrize("entry", sorted(SCHEDULE))
def test_entry_expires_before_its_next_run(entry: str) -> None:
    expires = SCHEDULE[entry].get("options", {}).get("expires", 0)
    assert 0 < expires <= seconds_between_runs(SCHEDULE[entry]["schedule"])


@pytest.mark.parametrize(
    ("schedule", "seconds"),
    [
        (crontab(), 60),
        (crontab(minute="*/5"), 300),
        (crontab(minute=5), 3600),
        (crontab(5, 3), 86_400),
        (30.0, 30),
    ],
)
def test_time_between_runs(schedule: Any, seconds: float) -> None:
    assert seconds_between_runs(schedule) == seconds


def found_in(paths: Iterator[Path]) -> list[str]:
    return [f"{name(path)}:{line}" for path in paths for line in delayed_calls(path.read_text("utf-8"))]


def test_no_job_is_sent_for_later() -> None:
    assert found_in(files(".py", under=APPS)) == []


def test_a_job_sent_for_later_is_found() -> None:
    source = "job.delay(1)\njob.apply_async(args=[1], countdown=60)\njob.retry(eta=at)"
    assert list(delayed_calls(source)) == [2, 3]
