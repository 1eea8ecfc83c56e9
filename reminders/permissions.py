"""Who may ask another unit by hand."""

from __future__ import annotations

from common.decisions import Allowed, Decision, Denied
from reminders.models import WAITING_STATES
from tasks.models import Obligation, Plan
from tasks.roles import Role
from tasks.workflow import STATE_LABELS, State
from units.models import User
from units.permissions import scope_of

_LEADING = (str(Role.LEAD), str(Role.COORDINATE))


def may_remind(user: User, obligation: Obligation) -> Decision:
    """The office that runs the plan asks any unit; the head of a lead unit asks those that assist it."""
    if not (_runs(user, obligation) or _leads(user, obligation)):
        return Denied("只有公开办人员，或牵头单位负责人对配合单位，可以催办。")
    if obligation.plan.state != Plan.State.ISSUED:
        return Denied("计划未下发或已归档，不能催办。")
    if obligation.state not in WAITING_STATES:
        return Denied(f"当前状态是“{STATE_LABELS[State(obligation.state)]}”，无需催办。")
    return Allowed()


def _runs(user: User, obligation: Obligation) -> bool:
    return obligation.plan.organisation_id in scope_of(user).offices


def _leads(user: User, obligation: Obligation) -> bool:
    if obligation.role != Role.ASSIST:
        return False
    beside = Obligation.objects.filter(period=obligation.period_id, role__in=_LEADING)
    return beside.filter(unit__in=scope_of(user).heads).exists()
