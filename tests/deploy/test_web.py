"""gunicorn as the service files start it: requests in hand are finished, figures of all processes are one."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import time
from pathlib import Path

import psutil
import pytest

from tests.deploy.conftest import Service, gunicorn, wait_for

# Servers of its own, no rows: once is enough.
pytestmark = pytest.mark.sqlite

TOKEN = "a" * 32
BODY = f"csrfmiddlewaretoken={'b' * 32}&filler=".encode()


def opened(service: Service) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)


def get(service: Service, path: str) -> tuple[int, str]:
    with contextlib.closing(opened(service)) as connection:
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_a_request_in_hand_is_finished_after_term(tmp_path: Path) -> None:
    """An upload of which half has arrived: its answer comes, and the process ends well."""
    with gunicorn(tmp_path) as web:
        upload = opened(web)
        upload.putrequest("POST", "/accounts/login/")
        for name, value in {
            "X-Forwarded-Proto": "https",
            "Referer": f"https://127.0.0.1:{web.port}/",
            "Cookie": f"__Host-csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(BODY) + 10),
        }.items():
            upload.putheader(name, value)
        upload.endheaders(BODY)
        time.sleep(0.5)
        web.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        with contextlib.closing(upload):
            upload.send(b"x" * 10)
            answer = upload.getresponse()
            assert (answer.status, "页面已过期" in answer.read().decode()) == (403, True)
        assert web.process.wait(30) == 0
        assert len(web.lines("logger=gongkai.requests", "status=403")) == 1


def count(web: Service) -> int:
    found = re.search(r'gongkai_request_seconds_count\{.*view="health-live"\} (\d+)', get(web, "/metrics")[1])
    return int(found.group(1)) if found else 0


def test_figures_of_all_processes_are_added_up_and_survive_them(web: Service) -> None:
    before = count(web)
    for _ in range(10):
        assert get(web, "/health/live")[0] == 200
    assert count(web) == before + 10
    children = psutil.Process(web.process.pid).children()
    assert len(children) == 2
    for child in children:
        os.kill(child.pid, signal.SIGTERM)
    psutil.wait_procs(children, timeout=30)
    wait_for(lambda: len(psutil.Process(web.process.pid).children()) == 2)
    assert count(web) == before + 10


def test_every_line_looks_the_same(web: Service) -> None:
    """gunicorn's own lines too."""
    get(web, "/health/live")
    assert web.lines("logger=gunicorn.error")
    assert [each for each in web.lines() if not each.startswith("timestamp=")] == []
