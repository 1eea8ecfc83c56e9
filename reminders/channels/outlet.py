"""What robots and gateways share: an organisation's outlet, a request, an answer whose own code is read."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from common.text import squeeze
from reminders.channels.base import Answer, Message, Result
from reminders.channels.hosts import NotAllowed
from reminders.channels.posting import Reply, Unanswered, Unreached, post
from reminders.models import Outlet
from units.models import User


@dataclass(frozen=True, slots=True)
class Request:
    """A POST: ``json`` is the body, sent as UTF-8."""

    url: str
    json: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        return json.dumps(self.json, ensure_ascii=False, separators=(",", ":")).encode()


class OutletChannel:
    """At least once, under the same key.  An address is the outlet's id; a subclass says how to ask, and
    which codes of the answer are passing trouble.

    The clock of signatures is this host's: the other side compares it with its own.
    """

    name = ""
    label = ""
    repeatable = True
    personal = False
    # What the page of outlets says about address and secret.
    url_hint = ""
    secret_hint = ""
    # Where the answer keeps its code (0 is success) and its words, the first that is there.
    code_keys: tuple[str, ...] = ("errcode",)
    word_keys: tuple[str, ...] = ("errmsg", "msg", "message")
    needs_code = True
    # What robots of chat groups take in a minute; more makes them fall silent for ten.
    a_minute = 20
    passing: frozenset[int] = frozenset()

    def request(self, outlet: Outlet, message: Message, at: dt.datetime) -> Request:
        """How this kind is asked."""
        raise NotImplementedError

    def address(self, user: User) -> str:
        return ""

    def sharing(self, address: str) -> Q:
        return Q(recipient__channel_choices__channel=self.name, recipient__channel_choices__outlet=address)

    def not_before(self, address: str, now: dt.datetime) -> dt.datetime | None:
        outlet = Outlet.objects.filter(pk=address).first()
        return outlet.take_turn(now, self.a_minute) if outlet else None

    def send(self, address: str, message: Message) -> Answer:
        outlet = Outlet.objects.filter(pk=address, is_on=True).first()
        if outlet is None:
            return Answer(Result.PERMANENT, "这个渠道已停用或删除")
        if not (url := outlet.url):
            return Answer(Result.PERMANENT, "渠道地址读不出（系统密钥已更换），请管理员重新填写")
        asked = self.request(outlet, message, dt.datetime.now(dt.UTC))
        headers = {"Content-Type": "application/json; charset=utf-8", "X-Reminder-Key": message.key}
        try:
            return self._read(post(asked.url or url, asked.body, headers | asked.headers))
        except NotAllowed as refused:
            return Answer(Result.PERMANENT, str(refused))
        except Unreached as error:
            return Answer(Result.TEMPORARY, f"对方连接不上：{error}", closed=True)
        except Unanswered as error:
            return Answer(Result.IN_DOUBT, f"未获答复：{error}", closed=True)

    def close(self) -> None:
        """Nothing is kept open."""

    def _read(self, reply: Reply) -> Answer:
        said = _object(reply.body)
        words = squeeze(str(next((said[key] for key in self.word_keys if said.get(key)), "")))
        if not 200 <= reply.status < 300:
            return _by_status(reply.status, words)
        code = next((said[key] for key in self.code_keys if key in said), None)
        if code is None and self.needs_code:
            return Answer(Result.PERMANENT, f"答复不像出自{self.label}：{_clip(reply.body)}")
        if code in (None, 0, "0"):
            return Answer(Result.ACCEPTED)
        result = Result.TEMPORARY if code in self.passing else Result.PERMANENT
        return Answer(result, f"错误码 {code} {words}".strip())


def _by_status(status: int, words: str) -> Answer:
    said = f"{status} {words}".strip()
    if 300 <= status < 400:
        return Answer(Result.PERMANENT, f"{said}（对方要求转到别处，未跟随）")
    passing = status in {408, 425, 429} or status >= 500
    return Answer(Result.TEMPORARY if passing else Result.PERMANENT, said)


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _clip(body: bytes) -> str:
    return squeeze(body[:200].decode("utf-8", "replace"))[:80] or "（空）"


def fit(text: str, limit: int) -> str:
    """The text in at most ``limit`` bytes of UTF-8, whole characters, the end marked where it was cut."""
    raw = text.encode()
    if len(raw) <= limit:
        return text
    more = "…（其余请登录系统查看）"
    return raw[: limit - len(more.encode())].decode("utf-8", "ignore") + more
