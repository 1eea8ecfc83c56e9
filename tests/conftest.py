"""Strictness for every test: nothing leaves the machine, nothing is skipped in CI, pure tests run once.

Warnings are errors and unknown template variables fail by pyproject.toml.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations as SqliteOperations
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from units.guards import LOG, SEALS

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
# Machines here are shared and slow at times, so time is no failure; CI draws the same examples every time.
hypothesis_settings.register_profile("house", deadline=None, derandomize=IN_CI, print_blob=True)
hypothesis_settings.load_profile("house")

# Fixtures that run the real product.
PRODUCTS = {"product", "demo", "supervised"}
# A test that asks for one of these uses a database.
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server", *PRODUCTS}


@pytest.hookimpl(tryfirst=True)  # before -m chooses by the mark set here
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if not uses_database(item):
            item.add_marker(pytest.mark.pure)
        if (case := getattr(item, "cls", None)) and issubclass(case, TransactionTestCase):
            # Its rows are made once for the class: once on one worker, not on each.
            item.add_marker(pytest.mark.xdist_group(case.__name__))
    other = "sqlite" if connection.vendor == "postgresql" else "postgres"
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker(other)])
    items[:] = [item for item in items if not item.get_closest_marker(other)]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """No bytes in a test's name: a zip's hold the minute of its making, and two workers must agree."""
    return argname if isinstance(val, bytes) else None


def uses_database(item: pytest.Item) -> bool:
    """By mark, by fixture (its fixtures' fixtures included) or by Django's own test classes."""
    if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        return True
    case = getattr(item, "cls", None)
    return isinstance(case, type) and issubclass(case, TransactionTestCase)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    return fail_if_skipped(report) if not hasattr(report, "wasxfail") else report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    return fail_if_skipped((yield))


def fail_if_skipped(report: Any) -> Any:
    """In CI a skipped test is a failed one: there everything that a test may need is installed."""
    if IN_CI and report.outcome == "skipped":
        report.outcome = "failed"
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.longrepr = f"skipped in CI, where nothing may be: {reason}"
    return report


@pytest.fixture(autouse=True, scope="session")
def flushing_takes_the_guards() -> Iterator[None]:
    """Between tests with transactions of their own SQLite is emptied by DELETE, which the guards of the audit
    log refuse; the flush lays them again."""
    original = SqliteOperations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **kwargs: Any) -> list[str]:
        dropped = [f"DROP TRIGGER IF EXISTS {name}" for name in (f"{LOG}_no_delete", f"{SEALS}_kept")]
        return [*dropped, *original(self, style, tables, **kwargs)]

    patch = pytest.MonkeyPatch()
    patch.setattr(SqliteOperations, "sql_flush", sql_flush)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def only_this_machine() -> Iterator[None]:
    """Python's sockets reach this machine only; anything else fails loudly, also inside a library."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
    yield
    patch.undo()


def guarded(original: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_loopback(address[0]):
            raise AssertionError(f"a test tried to reach {address[0]}:{address[1]} outside this machine")
        return original(self, address)

    return connect


def is_loopback(host: str) -> bool:
    """By number; a name is on this machine only as ``localhost``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents beside the repository (docs/, gold/, made/, bad/)."""
    if not CORPUS.is_dir():
        pytest.skip(f"the documents are not here: {CORPUS.relative_to(ROOT.parent)} beside the repository")
    return CORPUS
