"""Whether a reminder still stands at the moment of sending: rows may be older than what happened since."""

from __future__ import annotations

from reminders.models import WAITING_STATES, Reminder
from reminders.people import People, Place
from tasks.models import Plan
from tasks.workflow import State

# What the checks below read of a reminder, in one query.
NEEDED = ("obligation__plan", "obligation__unit")


def void_reason(reminder: Reminder, people: People) -> str:
    """Why it must not go out any more; empty where it still stands.  Ask with ``select_related(*NEEDED)``."""
    item = reminder.obligation
    if item.plan.state != Plan.State.ISSUED:
        return "计划未下发或已归档"
    if item.state == State.SUBMITTED:
        return "已提交，等待审核"
    if item.state not in WAITING_STATES:
        return "已办结"
    if item.due_on != reminder.due_on and not reminder.by_hand:
        return "期限已调整"
    place = Place(item.unit_id, item.unit.path, item.plan.organisation_id)
    if not people.still_concerns(reminder.recipient_id, place):
        return "不再负责这一事项"
    return ""
