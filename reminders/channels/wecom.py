"""企业微信 group robot: https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…"""

from __future__ import annotations

import datetime as dt

from reminders.channels.base import Message
from reminders.channels.outlet import OutletChannel, Request, fit
from reminders.models import Outlet

# Bytes of a text message (developer.work.weixin.qq.com, 群机器人).
LONGEST = 2048


class WecomChannel(OutletChannel):
    name = "wecom"
    label = "企业微信群机器人"
    url_hint = "群设置里“群机器人”给出的 Webhook 地址，以 https://qyapi.weixin.qq.com/ 开头。"
    secret_hint = "企业微信机器人不用填。"
    # Busy; more than 20 messages in a minute.
    passing = frozenset({-1, 45009, 45033})

    def request(self, outlet: Outlet, message: Message, at: dt.datetime) -> Request:
        text = {"content": fit(message.text, LONGEST)}
        mentioned = {"mentioned_mobile_list": [message.phone]} if message.phone else {}
        return Request("", {"msgtype": "text", "text": text | mentioned})
