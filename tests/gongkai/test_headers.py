"""What every answer tells browsers, pages, errors and downloads alike; what comes back into the product."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import ROOT
from tests.factories import PASSWORD, organisation, person
from units.models import AuditEvent


@pytest.fixture
def office(db):
    return person("office", organisation(), username="office")


@pytest.fixture
def client(office) -> Client:
    entered = Client()
    entered.force_login(office)
    return entered


ADDRESSES = [
    "/",
    "/accounts/login/",
    "/accounts/",
    "/plans/",
    "/people/",
    "/nowhere/",
    "/audit/",
    "/health/live",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_confined(client, address):
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert all(f"{name} 'none'" in policy for name in ("object-src", "base-uri", "frame-ancestors"))
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "data:" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_says_what_it_is(client, address):
    kind = client.get(address).headers.get("Content-Type", "text/html; charset=utf-8")
    assert kind in {"text/html; charset=utf-8", "application/json"}


def test_another_origin_is_told_nothing(client):
    headers = client.get("/", headers={"Origin": "https://evil.example"}).headers
    assert "evil.example" not in str(headers)


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https:evil.example",
        "/\\evil.example",
        "https://evil.example",
        "\t//evil.example",
        "javascript:1",
    ],
)
def test_a_log_in_leads_to_our_own_pages_only(office, target):
    fields = {"username": "office", "password": PASSWORD, "next": target}
    assert Client().post(reverse("login"), fields).headers["Location"] == reverse("home")


def test_an_unknown_host_is_refused(office):
    assert Client().get("/accounts/login/", headers={"Host": "evil.example"}).status_code == 400


def test_a_form_without_its_token_is_refused(office):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(office)
    for name in ("password-change", "session-end", "logout", "import-list"):
        assert strict.post(reverse(name)).status_code == 403


def test_cookies_are_for_the_server_alone(office):
    answer = Client().post(reverse("login"), {"username": "office", "password": PASSWORD})
    assert set(answer.cookies) <= {"sessionid", "csrftoken", "messages"}
    for name in ("sessionid", "csrftoken"):
        assert answer.cookies[name]["httponly"]
        assert answer.cookies[name]["samesite"] == "Lax"


def test_behind_tls_cookies_are_bound_to_the_host():
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from gongkai import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
            "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS)",
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "HTTPS": "on",
            "DATABASE_URL": "sqlite://:memory:",
            "SECRET_KEY": "abcdefghij" * 6,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "True", "True", "True", "31536000"]


def test_a_refusal_is_written_down(client, office):
    assert client.get(reverse("audit-list")).status_code == 403
    row = AuditEvent.objects.get(act="越权被拒")
    assert (row.actor, row.subject, row.succeeded, row.address) == (office, "/audit/", False, "127.0.0.1")


def test_a_fresh_install_has_no_account(db, django_user_model):
    assert not django_user_model.objects.exists()


@pytest.mark.parametrize("name", ["import-list", "unit-import", "people-import"])
def test_where_files_are_sent_the_notice_stands(client, name):
    if name == "people-import":
        client.force_login(person("admin", organisation()))
    assert "严禁处理、存储国家秘密和工作秘密" in client.get(reverse(name)).content.decode()
