"""Robots and gateways: what they are asked, how their answers are read, and that none holds us up."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import socket
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from reminders.channels import posting
from reminders.channels.base import Answer, Message, Result
from reminders.channels.dingtalk import signed
from reminders.channels.feishu import signature
from reminders.channels.outlet import fit
from reminders.channels.registry import OUTLETS
from reminders.channels.webhook import signature as webhook_signature
from reminders.models import Outlet
from tests.factories import organisation
from tests.reminders.receiver import Receiver, endless, saying

AT = dt.datetime(2027, 1, 20, 0, 30, tzinfo=dt.UTC)
MESSAGE = Message(
    "key-1", "【公开台账】2 项工作待办", "请办理\n两项", "<p>", person="甲", phone="13800000000"
)
pytestmark = pytest.mark.django_db


def outlet(kind: str, url: str, secret: str = "") -> Outlet:
    row = Outlet(organisation=organisation(), kind=kind, name=kind)
    row.url, row.secret = url, secret
    row.save()
    return row


def sent(kind: str, receiver: Receiver, settings: Settings, secret: str = "") -> Answer:
    settings.CHANNEL_HOSTS = [receiver.host]
    return OUTLETS[kind]().send(str(outlet(kind, receiver.url, secret).pk), MESSAGE)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "wecom",
            {
                "msgtype": "text",
                "text": {"content": "请办理\n两项", "mentioned_mobile_list": ["13800000000"]},
            },
        ),
        (
            "dingtalk",
            {
                "msgtype": "text",
                "text": {"content": "请办理\n两项\n@13800000000"},
                "at": {"atMobiles": ["13800000000"], "isAtAll": False},
            },
        ),
        ("feishu", {"msg_type": "text", "content": {"text": "请办理\n两项"}}),
        (
            "webhook",
            {
                "id": "key-1",
                "recipient": "甲",
                "phone": "13800000000",
                "subject": MESSAGE.subject,
                "text": "请办理\n两项",
            },
        ),
    ],
)
def test_each_kind_is_asked_in_its_own_way(kind: str, body: object, settings: Settings) -> None:
    with Receiver(saying('{"errcode": 0, "code": 0}')) as receiver:
        assert sent(kind, receiver, settings).result is Result.ACCEPTED
    ((path, headers, raw),) = receiver.asked
    assert (path, json.loads(raw)) == ("/hook", body)
    assert headers["X-Reminder-Key"] == "key-1"
    assert headers["Host"] == receiver.host


@pytest.mark.parametrize(
    ("kind", "status", "said", "result", "words"),
    [
        ("wecom", 200, '{"errcode": 93000, "errmsg": "invalid url"}', "permanent", "错误码 93000 inv"),
        ("wecom", 200, '{"errcode": 45009, "errmsg": "api freq"}', "temporary", "错误码 45009 api"),
        ("dingtalk", 200, '{"errcode": 310000, "errmsg": "sign"}', "permanent", "错误码 310000 sign"),
        ("dingtalk", 200, '{"errcode": 130101, "errmsg": "send too fast"}', "temporary", "130101"),
        ("feishu", 200, '{"code": 19021, "msg": "sign match fail"}', "permanent", "错误码 19021 sign"),
        ("feishu", 200, '{"StatusCode": 0, "StatusMessage": "success"}', "accepted", ""),
        ("feishu", 200, '{"code": 9499, "msg": "too many request"}', "temporary", "9499"),
        ("wecom", 200, "<html>请登录</html>", "permanent", "答复不像出自企业微信"),
        ("webhook", 200, "ok", "accepted", ""),
        ("webhook", 200, '{"errcode": 7, "message": "no"}', "permanent", "错误码 7 no"),
        ("webhook", 204, "", "accepted", ""),
        ("webhook", 302, "", "permanent", "未跟随"),
        ("webhook", 404, "", "permanent", "404"),
        ("webhook", 429, '{"message": "slow"}', "temporary", "429 slow"),
        ("webhook", 503, "", "temporary", "503"),
        ("wecom", 200, "[" * 100_000, "permanent", "答复不像"),
    ],
)  # fmt: skip
def test_the_answers_own_code_decides(
    kind: str, status: int, said: str, result: str, words: str, settings: Settings
) -> None:
    headers = {"Location": "http://127.0.0.1:1/"} if status == 302 else {}
    with Receiver(saying(said, status, **headers)) as receiver:
        answer = sent(kind, receiver, settings)
    assert answer.result == result
    assert words in answer.words
    assert len(receiver.asked) == 1


def test_a_robots_signatures_are_those_of_its_maker() -> None:
    query = parse_qs(
        urlsplit(signed("https://oapi.dingtalk.com/robot/send?access_token=a", "SECx", AT)).query
    )
    stamp = str(int(AT.timestamp() * 1000))
    digest = hmac.new(b"SECx", f"{stamp}\nSECx".encode(), hashlib.sha256).digest()
    assert query == {"access_token": ["a"], "timestamp": [stamp], "sign": [base64.b64encode(digest).decode()]}
    digest = hmac.new(f"{stamp[:-3]}\nx".encode(), b"", hashlib.sha256).digest()
    assert signature("x", AT) == {"timestamp": stamp[:-3], "sign": base64.b64encode(digest).decode()}


def test_a_gateway_can_check_who_asks(settings: Settings) -> None:
    with Receiver(saying("")) as receiver:
        assert sent("webhook", receiver, settings, secret="geheim").result is Result.ACCEPTED
    ((_, headers, body),) = receiver.asked
    expected = webhook_signature("geheim", headers["X-Gongkai-Timestamp"], body)
    assert headers["X-Gongkai-Signature"] == expected


def test_the_signed_address_is_the_one_that_is_asked(settings: Settings) -> None:
    with Receiver(saying('{"errcode": 0}')) as receiver:
        sent("dingtalk", receiver, settings, secret="SECx")
    assert {"timestamp", "sign"} == set(parse_qs(urlsplit(receiver.asked[0][0]).query))


def test_a_huge_answer_is_cut(settings: Settings) -> None:
    with Receiver(endless(0, b"x" * 2**16)) as receiver:
        settings.CHANNEL_HOSTS = [receiver.host]
        assert len(posting.post(receiver.url, b"{}", {}).body) == posting.LONGEST


@pytest.mark.parametrize("pause", [0.05, 30])
def test_a_slow_answer_is_cut(settings: Settings, monkeypatch: pytest.MonkeyPatch, pause: float) -> None:
    monkeypatch.setattr(posting, "LIMIT", 0.5)
    begin = time.monotonic()
    with Receiver(_trickle(pause)) as receiver:
        answer = sent("webhook", receiver, settings)
        assert time.monotonic() - begin < 2
    assert (answer.result, answer.closed) == (Result.IN_DOUBT, True)


def _trickle(pause: float) -> object:
    """Headers one byte at a time: every byte would begin a plain time-out anew."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        try:
            for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100:
                handler.wfile.write(bytes([byte]))
                time.sleep(min(pause, 1))
        except OSError:
            return

    return answer


def test_nobody_there_is_tried_again_later(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    settings.CHANNEL_HOSTS = [f"127.0.0.1:{port}"]
    address = str(outlet("webhook", f"http://127.0.0.1:{port}/").pk)
    answer = OUTLETS["webhook"]().send(address, MESSAGE)
    assert (answer.result, answer.closed) == (Result.TEMPORARY, True)


def test_a_host_struck_off_the_list_gets_nothing(settings: Settings) -> None:
    with Receiver(saying("")) as receiver:
        address = str(outlet("webhook", receiver.url).pk)
        settings.CHANNEL_HOSTS = []
        answer = OUTLETS["webhook"]().send(address, MESSAGE)
    assert (answer.result, receiver.asked) == (Result.PERMANENT, [])
    assert "CHANNEL_HOSTS" in answer.words


def test_addresses_and_secrets_are_not_readable_in_the_database(settings: Settings) -> None:
    row = outlet("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=abc", "SECgeheim")
    stored = str(Outlet.objects.filter(pk=row.pk).values().get())
    assert "abc" not in stored.replace(row.sealed_url, "").replace(row.sealed_secret, "")
    assert "SECgeheim" not in stored
    assert (row.url[-3:], row.secret) == ("abc", "SECgeheim")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "k" * 60
    assert row.url == ""
    assert "密钥已更换" in OUTLETS["dingtalk"]().send(str(row.pk), MESSAGE).words
    settings.SECRET_KEY_FALLBACKS = [old]
    assert row.secret == "SECgeheim"


def test_a_robot_gets_no_more_than_it_takes_in_a_minute() -> None:
    row = outlet("wecom", "https://qyapi.weixin.qq.com/x")
    turns = [row.take_turn(AT + dt.timedelta(seconds=n), 20) for n in range(25)]
    assert turns == [None] * 20 + [AT + dt.timedelta(minutes=1)] * 5
    assert row.take_turn(AT + dt.timedelta(minutes=1), 20) is None


@pytest.mark.parametrize("limit", [40, 41, 42, 43, 100])
def test_a_long_text_is_cut_between_characters(limit: int) -> None:
    cut = fit("公" * 50, limit)
    assert len(cut.encode()) <= limit
    assert cut.endswith("查看）")
    assert fit("公", limit) == "公"
