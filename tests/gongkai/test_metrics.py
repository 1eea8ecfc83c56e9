"""What monitoring reads: who may, what is counted, and that ended processes are still counted, once."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from gongkai import gauges, metrics
from reminders.jobs import heartbeat
from reminders.models import Heartbeat
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("address", "header", "status"),
    [
        ("127.0.0.1", "", 200),
        ("10.9.9.9", "", 404),
        ("10.9.9.9", "Bearer wrong", 404),
        ("10.9.9.9", "Bearer right", 200),
    ],
)
@override_settings(METRICS_TOKEN="right")
def test_figures_are_for_the_monitoring_host(
    client: Client, db: None, address: str, header: str, status: int
) -> None:
    answer = client.get(reverse("metrics"), REMOTE_ADDR=address, headers={"Authorization": header})
    assert answer.status_code == status


def test_no_token_set_means_no_token_taken(client: Client, db: None) -> None:
    answer = client.get(reverse("metrics"), REMOTE_ADDR="10.9.9.9", headers={"Authorization": "Bearer "})
    assert answer.status_code == 404


def test_requests_jobs_and_errors_are_counted(client: Client, db: None) -> None:
    client.get(reverse("health-ready"))
    heartbeat.delay()
    metrics.database_failed(OperationalError())
    text = client.get(reverse("metrics")).content.decode()
    assert 'gongkai_request_seconds_count{method="GET",status="2xx",view="health-ready"}' in text
    assert 'gongkai_job_seconds_count{job="reminders.jobs.heartbeat",state="success"}' in text
    assert 'gongkai_database_errors_total{kind="OperationalError"}' in text
    assert 'gongkai_heartbeat_age_seconds{part="beat"}' in text


def test_a_made_up_method_makes_no_label() -> None:
    metrics.answered("home", "BREW", 405, 0.1)
    assert "BREW" not in metrics.exposition(with_ledger=False).decode()


def test_counts_are_told_without_a_database() -> None:
    assert b"gongkai_request_seconds" in metrics.exposition(with_ledger=False)


def test_waiting_work_is_told(db: None) -> None:
    Heartbeat.objects.create(name="send", at=timezone.now() - dt.timedelta(minutes=5))
    told = gauges.read()
    assert told["gongkai_outbox_due"][2] == {"deliveries": 0.0, "reminders": 0.0}
    assert 290 < told["gongkai_heartbeat_age_seconds"][2]["send"] < 400


COUNTING = """
import os, sys
from gongkai import metrics
metrics.answered("home", "GET", 200, 0.1)
print(os.getpid())
"""


def test_what_an_ended_process_counted_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    ended = [
        int(subprocess.check_output([sys.executable, "-c", COUNTING], cwd=ROOT, env=os.environ)) for _ in "ab"
    ]
    count = 'gongkai_request_seconds_count{method="GET",status="2xx",view="home"} 2.0'
    assert count in metrics.exposition(with_ledger=False).decode()
    for pid in ended:
        metrics.bury(pid)
    assert count in metrics.exposition(with_ledger=False).decode()
    assert len(list(tmp_path.iterdir())) == 1
