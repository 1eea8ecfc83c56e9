"""Who is believed about whom, the number of a request, and the line that tells of it."""

from __future__ import annotations

import ipaddress
import logging

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from gongkai import errors
from gongkai.requests import TrustedProxyMiddleware, client_of
from units.models import User

TRUSTED = [ipaddress.ip_network(each) for each in ("127.0.0.1", "172.20.0.0/16")]


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        (["", "127.0.0.1"], "127.0.0.1"),
        (["10.1.2.3", "127.0.0.1"], "10.1.2.3"),
        (["10.1.2.3", "172.20.0.9", "127.0.0.1"], "10.1.2.3"),
        (["6.6.6.6", "10.1.2.3", "127.0.0.1"], "10.1.2.3"),  # the client lied to the proxy
        (["nonsense", "127.0.0.1"], "127.0.0.1"),
        (["fd00::1", "127.0.0.1"], "fd00::1"),
    ],
)
def test_the_client_is_the_nearest_that_is_no_proxy(chain: list[str], client: str) -> None:
    assert client_of(chain, TRUSTED) == client


@override_settings(TRUSTED_PROXIES=["172.20.0.0/16"])
@pytest.mark.parametrize(
    ("peer", "address", "number"), [("172.20.0.9", "10.1.2.3", "given"), ("10.9.9.9", "10.9.9.9", None)]
)
def test_only_the_proxy_may_name_the_client(peer: str, address: str, number: str | None) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": "10.1.2.3"})
    request.META |= {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_REQUEST_ID": "given"}
    TrustedProxyMiddleware(lambda request: request)(request)  # type: ignore[arg-type,return-value]
    assert request.META["REMOTE_ADDR"] == address
    assert request.META.get("HTTP_X_REQUEST_ID") == number
    assert ("HTTP_X_FORWARDED_PROTO" in request.META) is (number is not None)


@pytest.mark.parametrize(
    ("given", "kept"), [("0123456789abcdef", True), ("short", False), ("a b c d e f", False)]
)
def test_an_answer_carries_its_number(client: Client, given: str, kept: bool) -> None:
    number = client.get(reverse("health-live"), headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (number == given) is kept
    assert len(number) >= 8


def test_pages_of_refusal_and_error_show_it(client: Client, django_user_model: type[User]) -> None:
    client.force_login(django_user_model.objects.create_user(username="someone", password="x"))
    answer = client.get("/nowhere/")
    assert answer.headers["X-Request-ID"] in answer.content.decode()
    request = RequestFactory().get("/")
    request.number = "number-of-it"  # type: ignore[attr-defined]
    assert "number-of-it" in errors.server_error(request).content.decode()


def test_a_request_is_one_line(
    client: Client, django_user_model: type[User], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client.force_login(django_user_model.objects.create_user(username="someone", password="x"))
    client.get(reverse("account"), {"q": "what somebody looks for"})
    (record,) = [each for each in caplog.records if each.name == "gongkai.requests"]
    told = record.__dict__
    assert (told["method"], told["path"], told["view"], told["status"]) == (
        "GET",
        "/accounts/",
        "account",
        200,
    )
    assert "looks for" not in str(told)


def test_a_key_in_an_address_is_struck_out(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client.get(reverse("calendar-feed", kwargs={"token": "secret-of-a-calendar"}))
    paths = [each.__dict__["path"] for each in caplog.records if each.name == "gongkai.requests"]
    assert paths == ["/calendar/***.ics"]
    assert "secret-of-a-calendar" not in caplog.text


@override_settings(SLOW_REQUEST_MS=0)
def test_a_slow_request_is_a_warning(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.get(reverse("health-live"))
    assert [each.levelname for each in caplog.records if each.message == "slow request"] == ["WARNING"]
