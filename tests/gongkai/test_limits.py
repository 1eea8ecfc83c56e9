"""How much and how often: refused before a body is read, counted by person and address."""

from __future__ import annotations

import datetime as dt
import socket

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from common.caching import CalmRedisCache, JsonSerializer
from gongkai import limits
from tests.factories import organisation, person
from tests.house.test_urls import ADDRESSES


@pytest.fixture
def counted(settings, db):
    """Within one minute, in a cache of this test's own: another process may clear the shared one."""
    settings.RATE_LIMITS = True
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    with time_machine.travel(dt.datetime(2026, 3, 2, 1, 0, 5, tzinfo=dt.UTC), tick=False):
        yield
    cache.clear()


def head() -> Client:
    client = Client()
    client.force_login(person("office", organisation()))
    return client


def test_a_large_body_is_refused_unread(db, settings):
    settings.FORM_MAX_MB = 0
    answer = head().post(reverse("password-change"), {"old_password": "x" * 100})
    assert answer.status_code == 413
    assert "没有接收" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "megabytes"), [("login", 8), ("import-list", 32), ("obligation-report", 205), ("plan-bulk", 8)]
)
def test_each_address_has_its_size(name, megabytes):
    assert limits.largest_body(name) == megabytes * 2**20


def test_too_often_waits_and_others_do_not(counted, monkeypatch):
    monkeypatch.setattr(limits, "RATES", (limits.Rate("search", 3, frozenset({"task-find"})),))
    client, other = head(), head()
    answers = [client.get(reverse("task-find"), {"q": "公开"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[3].headers["Retry-After"]) <= 60
    assert other.get(reverse("task-find"), {"q": "公开"}).status_code == 200
    assert client.get(reverse("account")).status_code == 200


def test_strangers_count_by_address(counted, monkeypatch):
    rate = limits.Rate("log-in", 2, frozenset({"login"}), sent_only=True)
    monkeypatch.setattr(limits, "RATES", (rate,))

    def sent(address: str) -> int:
        return Client(REMOTE_ADDR=address).post(reverse("login"), {"username": "a"}).status_code

    assert [sent("10.1.2.3") for _ in range(3)] == [200, 200, 429]
    assert sent("10.1.2.4") == 200
    assert [sent("127.0.0.1") for _ in range(3)] == [200, 200, 200]
    assert Client(REMOTE_ADDR="10.1.2.3").get(reverse("login")).status_code == 200


def test_every_name_is_an_address():
    names = {name for rate in limits.RATES for name in rate.names} | limits.UPLOADS | limits.EVIDENCE
    assert names <= {name for name, _, _ in ADDRESSES}


def test_a_redis_that_is_away_stops_nothing():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        shared = CalmRedisCache(f"redis://127.0.0.1:{taken.getsockname()[1]}/0", {})
        assert shared.get("a", 7) == 7
        assert shared.add("a", 1) is True
        assert shared.incr("a") == 0
        assert shared.delete("a") is False
        shared.set("a", 1)


@pytest.mark.parametrize("value", [3, [1.5, 2.5], "公开", None])
def test_what_is_shared_is_plain_data(value):
    stored = JsonSerializer().dumps(value)
    assert JsonSerializer().loads(str(stored).encode() if isinstance(stored, int) else stored) == value
