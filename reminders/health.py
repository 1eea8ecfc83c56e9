"""Heartbeats of the schedule, and the sentence that says that it stands still."""

from __future__ import annotations

import datetime as dt

from common.dates import SHANGHAI
from reminders.models import Heartbeat

BEAT, PLAN, SEND, RELEASE = "beat", "plan", "send", "release"

# Part of the schedule → how long it may be silent, and what is not done meanwhile.
PATIENCE = {
    BEAT: (dt.timedelta(minutes=2), "后台定时任务"),
    SEND: (dt.timedelta(minutes=10), "提醒发送"),
    PLAN: (dt.timedelta(minutes=20), "提醒安排"),
}
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


def _length(minutes: int) -> str:
    if minutes < 120:
        return f"{minutes}分钟"
    return f"{minutes // 60}小时" if minutes < 48 * 60 else f"{minutes // (24 * 60)}天"
