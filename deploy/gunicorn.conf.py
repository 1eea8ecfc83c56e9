"""The web service under gunicorn: the container and the systemd unit both start it with this file.

    gunicorn --config deploy/gunicorn.conf.py gongkai.wsgi:application

``WEB_LISTEN``, ``WEB_PROCESSES`` and ``WEB_THREADS`` come from the environment (docs/settings.md).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
# Before anything imports the metrics: the processes count into files of one folder.
_COUNTS = tempfile.mkdtemp(prefix="gongkai-counts-")
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", _COUNTS)

from gongkai import metrics  # noqa: E402
from gongkai.logs import logging_config  # noqa: E402

bind = os.environ.get("WEB_LISTEN", "127.0.0.1:8000")
# Pages are Python and templates: a process for each core; threads for what waits for the database.
workers = int(os.environ.get("WEB_PROCESSES") or max(2, len(os.sched_getaffinity(0))))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or 8)
# Code is read once and shared; what a request changes is copied.
preload_app = True
# A process that has not shown itself for so long is replaced; no page takes longer (statement_timeout).
timeout = 60
# After TERM requests in hand have so long to end; service files wait a little longer.
graceful_timeout = 30
# The reverse proxy keeps its connections open so long at most.
keepalive = 5
# What leaks is given back; not all processes at once.
max_requests = 5000
max_requests_jitter = 500
# Where processes show that they live: a file on a slow disk would look like a hanging process.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # nosec B108

# The service manager tells it what to do, nobody else; its folder would have to be writable.
control_socket_disable = True

# Each request has its line from gongkai/requests.py, with user and number; gunicorn's own has neither.
accesslog = None
_LEVEL = os.environ.get("LOG_LEVEL", "INFO")
logconfig_dict = logging_config(_LEVEL, os.environ.get("LOG_FORMAT", "line"))
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": ["console"], "level": _LEVEL, "propagate": False}


def child_exit(server: Any, worker: Any) -> None:
    metrics.bury(worker.pid)


def on_exit(server: Any) -> None:
    shutil.rmtree(_COUNTS, ignore_errors=True)
