"""Five failures lock a name for half an hour (GB/T 22239-2019, identity authentication b), many an address.

Counted from the audit log by the name typed, whether or not there is such an account: a lock tells nothing.
An address is often a whole office behind one router, so it has room for everybody's slips.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from units.audit import LOG_IN_FAILED, LOGGED_IN, PASSWORD_CHANGED
from units.models import AuditEvent


def why_locked(username: str, address: str | None) -> str:
    """Why nobody logs in under this name, or from there, for a while; empty where they may."""
    since = timezone.now() - dt.timedelta(minutes=settings.LOG_IN_PAUSE_MINUTES)
    recent = AuditEvent.objects.filter(at__gte=since)
    failures = recent.filter(act=LOG_IN_FAILED)
    # A log-in begins the count anew, and so does a new password from the administrator.
    freed = Q(act=LOGGED_IN, actor__username=username) | Q(act=PASSWORD_CHANGED, detail__username=username)
    last = recent.filter(freed).values_list("at", flat=True).first()
    if failures.filter(actor_name=username[:60], at__gt=last or since).count() >= settings.LOG_IN_FAILURES:
        return f"连续失败次数过多，请 {settings.LOG_IN_PAUSE_MINUTES} 分钟后再试，或请系统管理员重置密码。"
    if address and failures.filter(address=address).count() >= settings.LOG_IN_FAILURES_OF_ADDRESS:
        return f"本机所在网络登录失败次数过多，请 {settings.LOG_IN_PAUSE_MINUTES} 分钟后再试。"
    return ""
