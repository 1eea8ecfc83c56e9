"""Every channel by name.  Another one is a file beside this and a line here."""

from __future__ import annotations

from collections.abc import Callable

from reminders.channels.base import Channel
from reminders.channels.canary import CanaryChannel
from reminders.channels.dingtalk import DingtalkChannel
from reminders.channels.email import EmailChannel
from reminders.channels.events import EventsChannel
from reminders.channels.feishu import FeishuChannel
from reminders.channels.outlet import OutletChannel
from reminders.channels.webhook import WebhookChannel
from reminders.channels.wecom import WecomChannel

CHANNELS: dict[str, Callable[[], Channel]] = {
    EmailChannel.name: EmailChannel,
    WecomChannel.name: WecomChannel,
    DingtalkChannel.name: DingtalkChannel,
    FeishuChannel.name: FeishuChannel,
    WebhookChannel.name: WebhookChannel,
}
# With those that carry no person's reminders.
ROADS: dict[str, Callable[[], Channel]] = {
    **CHANNELS,
    EventsChannel.name: EventsChannel,
    CanaryChannel.name: CanaryChannel,
}
# Those of which an organisation sets up its own.
OUTLETS: dict[str, type[OutletChannel]] = {
    name: channel
    for name, channel in ROADS.items()
    if isinstance(channel, type) and issubclass(channel, OutletChannel)
}


class Line:
    """The channels of one run, each made when it is first needed; ``with Line() as line`` closes them."""

    def __init__(self) -> None:
        self._made: dict[str, Channel] = {}

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *error: object) -> None:
        for channel in self._made.values():
            channel.close()

    def channel(self, name: str) -> Channel:
        if name not in self._made:
            self._made[name] = ROADS[name]()
        return self._made[name]

    def all(self) -> list[Channel]:
        """By which people are reached."""
        return [self.channel(name) for name in CHANNELS]
