"""Sending once more what did not arrive."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from common.decisions import require
from reminders.models import Delivery
from reminders.permissions import may_send_again
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
