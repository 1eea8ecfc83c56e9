"""飞书 group robot, signed where it has a secret: https://open.feishu.cn/open-apis/bot/v2/hook/…"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac

from reminders.channels.base import Message
from reminders.channels.outlet import OutletChannel, Request, fit
from reminders.models import Outlet

# Bytes of a request are limited to 20 KB (open.feishu.cn, 自定义机器人使用指南).
LONGEST = 18_000


class FeishuChannel(OutletChannel):
    name = "feishu"
    label = "飞书群机器人"
    url_hint = "机器人设置里的 Webhook 地址，以 https://open.feishu.cn/ 开头。"
    secret_hint = "安全设置选“签名校验”，把密钥填在这里。"
    code_keys = ("code", "StatusCode")
    word_keys = ("msg", "StatusMessage")
    # Too many requests, in their two spellings.
    passing = frozenset({9499, 11232})

    def request(self, outlet: Outlet, message: Message, at: dt.datetime) -> Request:
        body = {"msg_type": "text", "content": {"text": fit(message.text, LONGEST)}}
        return Request("", body | (signature(outlet.secret, at) if outlet.secret else {}))


def signature(secret: str, at: dt.datetime) -> dict[str, str]:
    """The moment (seconds) and its signature: here the secret is in the key and the message empty."""
    stamp = str(int(at.timestamp()))
    digest = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": stamp, "sign": base64.b64encode(digest).decode("ascii")}
