"""Watching a task, and remarking on it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from common.decisions import Allowed, Decision, Denied, Refusal, require
from tasks.models import Remark, Task, TaskEvent, Watch
from tasks.services.history import record
from units.models import User
from units.permissions import scope_of

LONGEST = 1000


def may_attend(user: User, task: Task) -> Decision:
    """Watch a task and remark on it: leaders and offices, on what they read whole."""
    scope = scope_of(user)
    if scope.reads(task.plan.organisation):
        return Allowed()
    return Denied("关注和批示由领导和公开办人员使用。")


@transaction.atomic
def set_watch(*, task: Task, actor: User, now: dt.datetime, on: bool) -> None:
    """On or off; said twice it is the same."""
    require(may_attend(actor, task))
    if on:
        Watch.objects.get_or_create(user=actor, task=task, defaults={"since": now})
    else:
        Watch.objects.filter(user=actor, task=task).delete()


@transaction.atomic
def remark(*, task: Task, actor: User, now: dt.datetime, text: str) -> Remark:
    """The same words of the same person twice in a row are one remark (a double click)."""
    require(may_attend(actor, task))
    text = text.strip()
    if not text:
        raise Refusal("请写明批示内容。")
    if len(text) > LONGEST:
        raise Refusal(f"批示不超过 {LONGEST} 字。")
    last = task.remarks.select_for_update().first()
    if last is not None and (last.author_id, last.text) == (actor.pk, text):
        return last
    made = Remark.objects.create(task=task, author=actor, text=text, at=now)
    record(plan=task.plan, task=task, act=TaskEvent.Act.REMARKED, actor=actor, now=now, reason=text)
    return made
