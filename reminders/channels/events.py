"""Acts of the history for another system of the organisation, as docs/webhooks.md describes them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from reminders.channels.base import Message
from reminders.channels.outlet import Request
from reminders.channels.webhook import WebhookChannel
from reminders.models import Outlet

VERSION = 1


class EventsChannel(WebhookChannel):
    """No person chooses it: what is done in the organisation goes there."""

    name = "events"
    label = "事件推送"
    url_hint = "本机关其他系统接收 JSON 的地址；主机须由系统管理员列入 CHANNEL_HOSTS。"
    # A program reads faster than a chat group, and a plan put into force is hundreds of acts at once.
    a_minute = 600

    def sharing(self, address: str) -> Q:
        return Q(push__outlet=address)

    def body(self, message: Message) -> dict[str, Any]:
        """Without an act it is the test of the administrator's button."""
        return dict(message.data or {"version": VERSION, "id": 0, "act": "ping", "label": "测试"})

    def request(self, outlet: Outlet, message: Message, at: dt.datetime) -> Request:
        asked = super().request(outlet, message, at)
        names = {"X-Gongkai-Id": str(asked.json["id"]), "X-Gongkai-Act": str(asked.json["act"])}
        return Request(asked.url, asked.json, asked.headers | names)
