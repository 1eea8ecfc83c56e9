"""One line a Celery job, with its number and that of the request which sent it."""

from __future__ import annotations

import logging
import time
from logging.config import dictConfig
from typing import Any

from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun, worker_init
from django.conf import settings
from structlog.contextvars import bind_contextvars, get_contextvars, unbind_contextvars

from gongkai import metrics

logger = logging.getLogger(__name__)
# In the message's headers: the request in which the job was sent.
SENT_IN = "gongkai_request_id"
BEGUN = "gongkai_begun"


@setup_logging.connect
def same_lines(**_: object) -> None:
    """Worker and beat write as the web process does; Celery's own set-up is not run."""
    dictConfig(settings.LOGGING)


@worker_init.connect
def tell_figures(**_: object) -> None:
    """A worker answers no web requests: monitoring asks it at an address of its own."""
    if listen := settings.METRICS_LISTEN:
        host, _, port = listen.rpartition(":")
        metrics.serve(host, int(port))


@before_task_publish.connect
def remember_request(headers: dict[str, Any], **_: object) -> None:
    headers[SENT_IN] = get_contextvars().get("request_id")


@task_prerun.connect
def begin(task_id: str, task: Any, **_: object) -> None:
    if not task.request.is_eager:
        bind_contextvars(request_id=getattr(task.request, SENT_IN, None))
    bind_contextvars(job_id=task_id)
    setattr(task.request, BEGUN, time.perf_counter())


@task_postrun.connect
def end(task_id: str, task: Any, state: str | None = None, **_: object) -> None:
    seconds = time.perf_counter() - getattr(task.request, BEGUN, time.perf_counter())
    state = (state or "unknown").lower()
    metrics.worked(task.name, state, seconds)
    logger.info("job", extra={"job": task.name, "state": state, "ms": round(seconds * 1000)})
    unbind_contextvars("job_id")
