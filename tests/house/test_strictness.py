"""The strictness of tests/conftest.py and pyproject.toml is really in force."""

from __future__ import annotations

import socket
import warnings
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import engines

from tests import conftest


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "example.cn"])
def test_nothing_leaves_this_machine(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as attempt, pytest.raises(AssertionError, match="outside this machine"):
        attempt.connect((address, 80))


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as attempt:
        attempt.connect(server.getsockname())


def test_a_warning_is_an_error() -> None:
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)


def test_an_unknown_template_variable_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="nowhere"):
        engines["django"].from_string("{{ nowhere }}").render({})


@pytest.mark.parametrize(("in_ci", "outcome"), [(True, "failed"), (False, "skipped")])
def test_a_skip_fails_in_ci(monkeypatch: pytest.MonkeyPatch, in_ci: bool, outcome: str) -> None:
    monkeypatch.setattr(conftest, "IN_CI", in_ci)
    report = SimpleNamespace(outcome="skipped", longrepr=("file", 1, "Skipped: nothing to see"))
    assert conftest.fail_if_skipped(report).outcome == outcome


def test_people_and_database_have_their_time_zones() -> None:
    assert (settings.USE_TZ, settings.TIME_ZONE) == (True, "Asia/Shanghai")


@pytest.fixture
def uses_rows(db: None) -> None:
    """Reaches the database by way of another fixture."""


def test_a_test_without_rows_is_pure(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("pure")


def test_a_test_with_rows_is_not_pure(request: pytest.FixtureRequest, uses_rows: None) -> None:
    assert not request.node.get_closest_marker("pure")


@pytest.mark.xdist_group("together")
def test_groups_stay_on_one_worker(request: pytest.FixtureRequest) -> None:
    """pytest-xdist sends by this suffix; journeys on two workers would start two products."""
    assert request.node.nodeid.endswith("@together") == hasattr(request.config, "workerinput")
