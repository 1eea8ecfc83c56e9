"""Where messages may go: listed hosts only, the address that was checked, and no other."""

from __future__ import annotations

import socket

import pytest
from pytest_django import Settings
from urllib3.util import connection

from reminders.channels import hosts, posting
from reminders.channels.hosts import NotAllowed, Target, address_of, target_of

LISTED = ["qyapi.weixin.qq.com", "gateway.example:8443", "10.1.2.3", "[fd00::1]:8080", "sms.example"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:6379",
        "http://[::ffff:127.0.0.1]/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.100.100.200/",
        "gopher://qyapi.weixin.qq.com/",
        "file:///etc/passwd",
        "https://user@qyapi.weixin.qq.com/",
        "https://qyapi.weixin.qq.com@127.0.0.1/",
        "https://qyapi.weixin.qq.com:6379/",
        "https://qyapi.weixin.qq.com.example/",
        "https://gateway.example/",
        "https://gateway.example:443/",
        "https://qyapi.weixin.qq.com\\@127.0.0.1/",
        "https://qyapi.weixin.qq.com/\r\nHost: x",
        "https://[::1/",
        "https://qyapi.weixin.qq.com:port/",
        "https:///path",
        "",
    ],
)
def test_what_is_not_listed_is_refused(url: str) -> None:
    with pytest.raises(NotAllowed):
        target_of(url, LISTED)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (
            "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a",
            Target("https", "qyapi.weixin.qq.com", 443, "/cgi-bin/webhook/send?key=a"),
        ),
        ("https://QYAPI.weixin.qq.com.", Target("https", "qyapi.weixin.qq.com", 443, "/")),
        ("http://gateway.example:8443/x", Target("http", "gateway.example", 8443, "/x")),
        ("http://10.1.2.3/", Target("http", "10.1.2.3", 80, "/")),
        ("http://[fd00::1]:8080/", Target("http", "fd00::1", 8080, "/")),
    ],
)
def test_a_listed_host_is_taken_apart(url: str, target: Target) -> None:
    assert target_of(url, LISTED) == target


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "169.254.169.254", "100.100.100.200", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::7f00:1", "2002:7f00:1::1", "2001:0:7f00:1::",
    ],
)  # fmt: skip
def test_a_listed_name_that_points_there_is_refused(address: str) -> None:
    with pytest.raises(NotAllowed):
        address_of(Target("https", "sms.example", 443, "/"), lambda host, port: ["8.8.8.8", address])


def test_a_listed_name_may_stand_in_ones_own_network() -> None:
    target = Target("https", "sms.example", 443, "/")
    assert address_of(target, lambda host, port: ["192.168.3.4"]) == "192.168.3.4"


def test_a_public_service_may_not() -> None:
    with pytest.raises(NotAllowed, match="不应指向内部地址"):
        address_of(Target("https", hosts.WELL_KNOWN[0], 443, "/"), lambda host, port: ["10.0.0.1"])


def test_a_name_without_an_address_is_an_error_to_try_again() -> None:
    with pytest.raises(OSError, match=r"sms\.example"):
        address_of(Target("https", "sms.example", 443, "/"), lambda host, port: [])


def test_a_number_that_is_listed_is_meant() -> None:
    assert address_of(target_of("http://10.1.2.3/", LISTED)) == "10.1.2.3"


def test_the_name_is_looked_up_once_and_that_address_is_dialled(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """Rebinding: the second answer would be the loopback, but nobody asks a second time."""
    settings.CHANNEL_HOSTS = ["sms.example"]
    answers, dialled = iter(["93.184.216.34", "127.0.0.1"]), []

    def look_up(host: str, port: int, **kwargs: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def dial(address: tuple[str, int], *args: object, **kwargs: object) -> None:
        dialled.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(connection, "create_connection", dial)
    with pytest.raises(posting.Unreached):
        posting.post("https://sms.example/", b"{}", {})
    assert dialled == [("93.184.216.34", 443)]
    assert next(answers) == "127.0.0.1"
