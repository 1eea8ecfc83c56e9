"""An unsafe setting stops the start with one sentence; an office PC starts with the defaults."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.conf import settings

from gongkai.safety import unsafe
from tests.conftest import ROOT

SQLITE = {"ENGINE": "django.db.backends.sqlite3"}
SAFE = {
    "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
    "SECRET_KEY": "abcdefghij" * 6,
    "DEBUG": False,
    "HTTPS": False,
    "PLAIN_HTTP": False,
    "AUDIT_DAYS": 0,
    "SECOND_FACTOR_ROLES": [],
    "DATABASES": {"default": SQLITE},
}
PUBLIC = {**SAFE, "ALLOWED_HOSTS": ["gk.example.cn"], "HTTPS": True}


def postgres(host: str, password: str) -> dict[str, object]:
    database = {"ENGINE": "django.db.backends.postgresql", "HOST": host, "USER": "gk", "PASSWORD": password}
    return {"default": database}


@pytest.mark.parametrize(
    "values",
    [
        SAFE,
        {**SAFE, "DEBUG": True},
        PUBLIC,
        {**PUBLIC, "HTTPS": False, "PLAIN_HTTP": True},
        {**PUBLIC, "AUDIT_DAYS": 180, "SECOND_FACTOR_ROLES": ["admin"]},
        {**PUBLIC, "DATABASES": postgres("db", "k7-Wq2-zz9")},
        {**SAFE, "DATABASES": postgres("127.0.0.1", "")},
        {**SAFE, "DATABASES": postgres("", "")},
    ],
)
def test_what_is_safe_starts(values):
    assert list(unsafe(values)) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "abcdefghij" * 6}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ["*"]}, "通配符"),
        ({"ALLOWED_HOSTS": ["*.example.cn"]}, "通配符"),
        ({"DEBUG": True}, "DEBUG"),
        ({"HTTPS": False}, "明文"),
        ({"AUDIT_DAYS": 179}, "180"),
        ({"SECOND_FACTOR_ROLES": ["boss"]}, "boss"),
        ({"DATABASES": postgres("db", "")}, "数据库口令"),
        ({"DATABASES": postgres("db", "postgres")}, "数据库口令"),
        ({"DATABASES": postgres("10.1.2.3", "gk")}, "数据库口令"),
    ],
)
def test_what_is_not_is_named(change, word):
    assert any(word in sentence for sentence in unsafe({**PUBLIC, **change}))


def test_the_start_itself_is_refused():
    done = subprocess.run(
        [sys.executable, "-c", "import gongkai.settings"],
        cwd=ROOT,
        env={
            "ALLOWED_HOSTS": "gk.example.cn",
            "DATABASE_URL": "sqlite://:memory:",
            "SECRET_KEY": "abcdefghij" * 6,
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "设置不安全，没有启动" in done.stderr.splitlines()[-1]


def test_only_one_check_of_django_is_silenced():
    assert settings.SILENCED_SYSTEM_CHECKS == ["security.W021"]
