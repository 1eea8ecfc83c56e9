"""Sending once more what did not arrive."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from common.decisions import require
from reminders.models import Delivery, Outlet
from reminders.permissions import TROUBLED, may_keep_outlets, may_send_again
from units import audit
from units.audit import By
from units.models import User


@transaction.atomic
def send_again(*, actor: User, delivery: Delivery, now: dt.datetime, by: By) -> Delivery:
    """Wait for the next round of sending, under the same message id; a second click finds it waiting."""
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    require(may_send_again(actor, row))
    row.state, row.next_try_at, row.finished_at = Delivery.State.PENDING, now, None
    # The pauses begin anew: the office has mended what was wrong.
    row.attempts = 0
    row.save(update_fields=["state", "next_try_at", "finished_at", "attempts"])
    audit.note(audit.REMINDED, by, row, 办理="重新发送", 对方答复=row.last_error)
    return row


@transaction.atomic
def push_again(*, actor: User, outlet: Outlet, now: dt.datetime, by: By) -> int:
    """All pushes of a subscription that did not arrive, the same words under the same ids; says how many."""
    require(may_keep_outlets(actor))
    failed = Delivery.objects.filter(push__outlet=outlet, state__in=TROUBLED)
    number = failed.update(state=Delivery.State.PENDING, next_try_at=now, finished_at=None, attempts=0)
    audit.note(audit.CHANNEL_CHANGED, by, outlet, 办理="重新推送", 件数=number)
    return number
