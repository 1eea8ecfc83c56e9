"""A gateway of one's own (a portal, an SMS gateway, an office system): JSON, signed with HMAC-SHA256."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from typing import Any

from reminders.channels.base import Message
from reminders.channels.outlet import OutletChannel, Request
from reminders.models import Outlet


class WebhookChannel(OutletChannel):
    """The answer may be anything with status 2xx; where it is JSON with an ``errcode``, that counts."""

    name = "webhook"
    label = "通用接口"
    url_hint = "接收 JSON 的地址；主机须由系统管理员列入 CHANNEL_HOSTS。"
    secret_hint = "用来计算签名，对方据此核对消息确由本系统发出。"
    needs_code = False

    def body(self, message: Message) -> dict[str, Any]:
        return {
            "id": message.key,
            "recipient": message.person,
            "phone": message.phone,
            "subject": message.subject,
            "text": message.text,
        }

    def request(self, outlet: Outlet, message: Message, at: dt.datetime) -> Request:
        asked = Request("", self.body(message))
        stamp = str(int(at.timestamp()))
        headers = {"X-Gongkai-Timestamp": stamp}
        if outlet.secret:
            headers["X-Gongkai-Signature"] = signature(outlet.secret, stamp, asked.body)
        return Request("", asked.json, headers)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Hex HMAC-SHA256 of ``timestamp.body``."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
