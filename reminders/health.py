"""Heartbeats of the schedule, and the sentence that says what is wrong with reminders."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from common.dates import SHANGHAI
from reminders import canary
from reminders.models import Delivery, Heartbeat, Hold, Reminder

BEAT, PLAN, SEND, RELEASE = "beat", "plan", "send", "release"

# Part of the schedule → how long it may be silent, and what is not done meanwhile.
PATIENCE = {
    BEAT: (dt.timedelta(minutes=2), "后台定时任务"),
    SEND: (dt.timedelta(minutes=10), "提醒发送"),
    PLAN: (dt.timedelta(minutes=20), "提醒安排"),
}
# What is due is released and tried within a minute or two; a morning's mail takes five at most.
LATE = dt.timedelta(minutes=10)
REMEDY = "到点的提醒会推迟发出，恢复后自动补发。请系统管理员检查后台服务是否在运行。"


def beat(name: str, now: dt.datetime) -> None:
    """Note that this part of the schedule has just done its work."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def stalled(now: dt.datetime) -> str | None:
    """What stands still, in a sentence for the office; None where all is well."""
    beats = dict(Heartbeat.objects.filter(name__in=PATIENCE).values_list("name", "at"))
    for name, (patience, label) in PATIENCE.items():
        last = beats.get(name)
        if last is None:
            return f"{label}尚未运行。{REMEDY}"
        if now - last > patience:
            minutes = int((now - last).total_seconds() // 60)
            seen = f"{last.astimezone(SHANGHAI):%m-%d %H:%M}"
            return f"{label}已停止{_length(minutes)}（最后一次 {seen}）。{REMEDY}"
    return None


def late(now: dt.datetime) -> int:
    """Reminders and deliveries whose time came long ago, and that nobody has even tried; a hold is meant."""
    if Hold.objects.standing().exists():
        return 0
    due = now - LATE
    unreleased = Reminder.objects.filter(state=Reminder.State.PENDING, visible_from__lte=due)
    untried = Delivery.objects.filter(
        Q(state=Delivery.State.PENDING) | Q(state=Delivery.State.SENDING, lease_until__lte=due),
        next_try_at__lte=due,
    ).exclude(kind=Delivery.Kind.CANARY)  # it has an hour of its own
    return unreleased.count() + untried.count()


def trouble(now: dt.datetime) -> str | None:
    """What the office should know, the gravest first; None where all is well."""
    if sentence := stalled(now):
        return sentence
    if number := late(now):
        return f"有 {number} 条提醒到点十分钟仍未发出。{REMEDY}"
    return canary.absent(now)


def figures(now: dt.datetime) -> dict[str, object]:
    """For monitors: seconds since each part last ran (null: never), and numbers; no names, no content."""
    beats = dict(Heartbeat.objects.filter(name__in=PATIENCE).values_list("name", "at"))
    ages = {name: int((now - beats[name]).total_seconds()) if name in beats else None for name in PATIENCE}
    failed = Delivery.objects.filter(
        state__in=[Delivery.State.FAILED, Delivery.State.IN_DOUBT], finished_at__gte=now - dt.timedelta(1)
    )
    return {
        "status": "ok" if trouble(now) is None else "trouble",
        "seconds_since": ages,
        "late": late(now),
        "failed_24h": failed.count(),
        "canary": "absent" if canary.absent(now) else "ok",
    }


def _length(minutes: int) -> str:
    if minutes < 120:
        return f"{minutes}分钟"
    return f"{minutes // 60}小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)}天"
