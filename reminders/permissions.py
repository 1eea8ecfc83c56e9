"""Who may ask another unit by hand, set up ways out and rules, and send again."""

from __future__ import annotations

from common.decisions import Allowed, Decision, Denied
from reminders.models import WAITING_STATES, Delivery
from tasks.models import Obligation, Plan
from tasks.roles import Role
from tasks.workflow import STATE_LABELS, State
from units.models import Unit, User
from units.permissions import scope_of

# What the office has to look at: it did not arrive, or nobody knows.
TROUBLED = (Delivery.State.FAILED, Delivery.State.IN_DOUBT)
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


def may_keep_outlets(user: User) -> Decision:
    """Add, change, switch off and remove robots and gateways: they carry duties out of the house."""
    if scope_of(user).administers:
        return Allowed()
    return Denied("对外渠道由系统管理员维护。")


def may_keep_rules(user: User, organisation: Unit) -> Decision:
    """Change when an organisation reminds."""
    if organisation.pk in scope_of(user).offices:
        return Allowed()
    return Denied("提醒规则由本机关的公开办人员维护。")


def may_send_again(user: User, delivery: Delivery) -> Decision:
    """Send once more what failed or is in doubt; ask with the delivery out of ``run_by(user)``."""
    if not scope_of(user).is_office:
        return Denied("重新发送由公开办人员办理。")
    if delivery.state not in TROUBLED:
        return Denied("只有失败或存疑的投递可以重新发送。")
    return Allowed()
