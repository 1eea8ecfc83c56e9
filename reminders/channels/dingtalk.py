"""钉钉 group robot with a signature: https://oapi.dingtalk.com/robot/send?access_token=…"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from urllib.parse import urlencode

from reminders.channels.base import Message
from reminders.channels.outlet import OutletChannel, Request, fit
from reminders.models import Outlet

# Bytes of a message (open.dingtalk.com, 自定义机器人).
LONGEST = 18_000


class DingtalkChannel(OutletChannel):
    name = "dingtalk"
    label = "钉钉群机器人"
    url_hint = "机器人设置里的 Webhook 地址，以 https://oapi.dingtalk.com/ 开头。"
    secret_hint = "安全设置选“加签”，把以 SEC 开头的密钥填在这里。"
    # Busy; sent too fast.
    passing = frozenset({-1, 130101, 130102, 410100})

    def request(self, outlet: Outlet, message: Message, at: dt.datetime) -> Request:
        phones = [message.phone] if message.phone else []
        called = f"\n@{message.phone}" if message.phone else ""
        body = {
            "msgtype": "text",
            "text": {"content": fit(message.text, LONGEST) + called},
            "at": {"atMobiles": phones, "isAtAll": False},
        }
        return Request(signed(outlet.url, outlet.secret, at) if outlet.secret else "", body)


def signed(url: str, secret: str, at: dt.datetime) -> str:
    """The address with the moment (milliseconds) and its signature."""
    stamp = str(int(at.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    query = urlencode({"timestamp": stamp, "sign": base64.b64encode(digest).decode("ascii")})
    return f"{url}{'&' if '?' in url else '?'}{query}"
