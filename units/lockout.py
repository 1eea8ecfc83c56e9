"""Five failures lock a name for half an hour (GB/T 22239-2019, identity authentication b).

Counted from the audit log by the name typed, whether or not there is such an account: a lock tells nothing.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from units.audit import LOG_IN_FAILED, LOGGED_IN
from units.models import AuditEvent

LIMIT = 5
PAUSE = dt.timedelta(minutes=30)


def is_locked(username: str) -> bool:
    """Whether the last half hour holds five failures under this name since its last log-in."""
    since = timezone.now() - PAUSE
    recent = AuditEvent.objects.filter(at__gte=since)
    last = recent.filter(act=LOGGED_IN, actor__username=username).values_list("at", flat=True).first()
    failures = recent.filter(act=LOG_IN_FAILED, actor_name=username[:60], at__gt=last or since)
    return failures.count() >= LIMIT
