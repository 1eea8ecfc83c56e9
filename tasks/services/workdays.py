"""The office's exceptions to the working days: the year's notice typed in, a local day off."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from common.decisions import Refusal, require
from tasks.models import CalendarException
from tasks.permissions import may_keep_workdays
from units import audit
from units.audit import By
from units.models import User

# The longest holiday so far was ten days.
LONGEST = 31


@transaction.atomic
def set_days(*, actor: User, first: dt.date, last: dt.date, is_workday: bool, note: str = "", by: By) -> int:
    """Every day from ``first`` to ``last`` works, or rests, from now on; returns how many days."""
    require(may_keep_workdays(actor))
    days = [first + dt.timedelta(n) for n in range((last - first).days + 1)]
    if not 0 < len(days) <= LONGEST:
        raise Refusal(f"请填写不超过 {LONGEST} 天的一段，止日不早于起日。")
    for day in days:
        fields = {"is_workday": is_workday, "note": note}
        CalendarException.objects.update_or_create(day=day, defaults=fields)
    audit.note(
        audit.CALENDAR_CHANGED, by, f"{first} 至 {last}", 办理="上班" if is_workday else "休息", 说明=note
    )
    return len(days)


@transaction.atomic
def forget_day(*, actor: User, day: dt.date, by: By) -> None:
    """The day follows the library again."""
    require(may_keep_workdays(actor))
    if not CalendarException.objects.filter(day=day).delete()[0]:
        raise Refusal("这一天没有例外，可能已由他人删除。")
    audit.note(audit.CALENDAR_CHANGED, by, day, 办理="取消例外")
