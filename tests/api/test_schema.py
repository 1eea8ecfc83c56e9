"""schemathesis over the OpenAPI document: every answer is one that it tells of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from ninja.throttling import AuthRateThrottle

from api import v1
from api.services import create_token
from tests.reports.world import NOW, World
from units.audit import By

PATHS = sorted(v1.api.get_openapi_schema()["paths"])


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The handler leaves the test's connection, and with it its rows, alone, as Django's own client does."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_every_answer_is_told_of(drawn: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(AuthRateThrottle, "allow_request", lambda *_: True)
    _, token = create_token(organisation=drawn.parks, name="x", by=By(drawn.user("parks office")), now=NOW)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    seen = set[int]()
    for path in PATHS:
        _ask(schema[path]["GET"].as_strategy(), token, seen)
    # Asked as the document says and otherwise.
    assert seen >= {200, 404}


def _ask(wanted: Any, token: str, seen: set[int]) -> None:
    @settings(
        max_examples=20, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(case=wanted)
    def ask(case: schemathesis.Case) -> None:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
        seen.add(case.call_and_validate().status_code)

    ask()
