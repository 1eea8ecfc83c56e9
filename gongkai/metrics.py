"""Figures for Prometheus: what this process counted, and what the database says at the moment of asking.

With ``PROMETHEUS_MULTIPROC_DIR`` (set by the service files) the processes of one host count into files of
that folder, and whichever is asked adds them up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
    start_http_server,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.registry import REGISTRY, Collector

# Seconds; the first bounds are the targets of pages, the last ones those of long jobs.
PAGE_TIMES = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0, 2.0, 5.0, 10.0, 30.0)
JOB_TIMES = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0)
METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}

requests = Histogram(
    "gongkai_request_seconds",
    "Time of answers by view, method and kind of status",
    ["view", "method", "status"],
    buckets=PAGE_TIMES,
)
jobs = Histogram("gongkai_job_seconds", "Time of background jobs by end", ["job", "state"], buckets=JOB_TIMES)
database_errors = Counter("gongkai_database_errors", "Errors of the database by class", ["kind"])


def answered(view: str, method: str, status: int, seconds: float) -> None:
    """A request was answered; a made-up method is not a label of its own."""
    shown = method if method in METHODS else "other"
    requests.labels(view, shown, f"{status // 100}xx").observe(seconds)


def worked(job: str, state: str, seconds: float) -> None:
    jobs.labels(job, state).observe(seconds)


def database_failed(error: Exception) -> None:
    database_errors.labels(type(error).__name__).inc()


class Ledger(Collector):
    """Depth and age of the outbox, failures and heartbeats, read from the database when asked."""

    def collect(self) -> Iterable[Metric]:
        # Here, not above: gunicorn's main process buries the figures of its children and has no Django.
        from gongkai import gauges

        for name, (told, label, values) in gauges.read().items():
            family = GaugeMetricFamily(name, told, labels=[label] if label else [])
            for key, value in values.items():
                family.add_metric([key] if label else [], value)
            yield family


def counted() -> CollectorRegistry:
    """What this process and its siblings counted."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return registry


def serve(host: str, port: int) -> None:
    """Tell what was counted at an address of this process's own, on a thread."""
    start_http_server(port, host, registry=counted())


def exposition(*, with_ledger: bool) -> bytes:
    """All figures in Prometheus' text format."""
    text = generate_latest(counted())
    if not with_ledger:
        return text
    ledger = CollectorRegistry()
    ledger.register(Ledger())
    return text + generate_latest(ledger)


def bury(pid: int) -> None:
    """Add what a process that has ended counted to one file of its parent, so that the folder does not grow.

    For the parent, which is alone in doing so.
    """
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    for path in folder.glob(f"*_{pid}.db"):
        kind = path.stem.partition("_")[0]
        total = MmapedDict(str(folder / f"{kind}_ended{os.getpid()}.db"))
        for key, value, _, _ in MmapedDict.read_all_values_from_file(str(path)):
            total.write_value(key, total.read_value(key)[0] + value, 0.0)
        total.close()
        path.unlink()
