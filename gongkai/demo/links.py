"""What the demo's office has confirmed of its plan: tasks that are the same duty as a standing item."""

from __future__ import annotations

import datetime as dt

from gongkai.demo.story import Thread
from tasks.models import StandingItem
from tasks.services.carrying import decide


def link(thread: Thread, now: dt.datetime) -> None:
    """``carried`` of bureaus.toml: code of the item → how the text of the task begins."""
    bureau = thread.bureau
    for code, beginning in bureau.raw.get("carried", {}).items():
        item = StandingItem.objects.get(organisation=bureau.organisation, code=code)
        task = thread.plan.tasks.get(text__startswith=beginning)
        decide(standing=item.task, task=task, same=True, actor=bureau.clerk, now=now)
