"""Who may do what with plans, tasks and obligations: Allowed, or Denied with the reason people read."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from common.decisions import Allowed, Decision, Denied
from tasks.models import Extension, Obligation, Plan, Task
from tasks.workflow import ACT_LABELS, STATE_LABELS, Act, State, next_state
from units.models import Unit, User
from units.permissions import scope_of

# Acts of the unit itself, by head alone; and acts of the office that runs the plan.
HEAD_ACTS = frozenset({Act.SUBMIT, Act.WITHDRAW, Act.ASK})
OFFICE_ACTS = frozenset({Act.ACCEPT, Act.RETURN, Act.WAIVE, Act.REOPEN, Act.GRANT, Act.DENY})
# About a request for a later day.
EXTENDING = frozenset({Act.ASK, Act.GRANT, Act.DENY})


def may_run_plans_of(user: User, organisation: Unit) -> Decision:
    """Import, edit, issue and archive the organisation's plans."""
    if organisation.pk in scope_of(user).offices:
        return Allowed()
    return Denied("只有本机关的公开办人员可以导入、编辑和下发计划。")


def may_edit_plan(user: User, plan: Plan) -> Decision:
    """Change the rows of a plan: add, move, take out, many at once."""
    if plan.state == Plan.State.ARCHIVED:
        return Denied("计划已归档，不能再修改。")
    return may_run_plans_of(user, plan.organisation)


def may_edit(user: User, task: Task) -> Decision:
    """Change a task's text, units, deadline or heading."""
    if task.withdrawn_at is not None:
        return Denied("这项任务已经撤出计划。")
    return may_edit_plan(user, task.plan)


def may(user: User, act: Act, obligation: Obligation, on: dt.date | None = None) -> Decision:
    """Whether this person may do this act on a day (default: today): the person, the plan, the state."""
    person = may_ever(user, act, obligation)
    if not person:
        return person
    if next_state(State(obligation.state), act) is None:
        return Denied(f"当前状态是“{STATE_LABELS[State(obligation.state)]}”，不能{ACT_LABELS[act]}。")
    if act in EXTENDING:
        return _extending(act, obligation, on or timezone.localdate())
    return Allowed()


def may_ever(user: User, act: Act, obligation: Obligation) -> Decision:
    """The same whatever state the obligation is in: whose act it is, and whether the plan is in force."""
    person = _person_may(user, act, obligation)
    if person and obligation.plan.state != Plan.State.ISSUED:
        return Denied("计划未下发或已归档，不能办理。")
    return person


def is_on_behalf(user: User, obligation: Obligation) -> bool:
    """Whether the person reports for another unit than its own."""
    return obligation.unit_id not in scope_of(user).units


def _extending(act: Act, obligation: Obligation, on: dt.date) -> Decision:
    # In Python, so that a page's prefetch serves.
    asked = any(each.state == Extension.State.ASKED for each in obligation.extensions.all())
    if act is not Act.ASK:
        return Allowed() if asked else Denied("没有待答复的延期申请。")
    if asked:
        return Denied("已有一份延期申请等待公开办答复。")
    if on > obligation.due_on:
        return Denied("期限已过，不能再申请延期。")
    return Allowed()


def _person_may(user: User, act: Act, obligation: Obligation) -> Decision:
    scope = scope_of(user)
    runs_plan = obligation.plan.organisation_id in scope.offices
    if act in OFFICE_ACTS:
        return Allowed() if runs_plan else Denied(f"只有公开办人员可以{ACT_LABELS[act]}。")
    if act in HEAD_ACTS:
        if obligation.unit_id in scope.heads:
            return Allowed()
        return Denied(f"只有{obligation.unit}的负责人可以{ACT_LABELS[act]}。")
    if obligation.unit_id in scope.units or runs_plan:
        return Allowed()
    return Denied(f"只有{obligation.unit}的人员可以填报。")


def may_read_workdays(user: User) -> Decision:
    """Look at the working days: whoever sets deadlines by them."""
    scope = scope_of(user)
    if scope.is_office or scope.administers:
        return Allowed()
    return Denied("工作日由公开办人员和系统管理员查看、维护。")


def may_keep_workdays(user: User) -> Decision:
    """Change them: they hold for everybody here, so a bureau below another leaves it to that one's office."""
    scope = scope_of(user)
    if scope.administers or Unit.objects.filter(pk__in=scope.offices, parent__isnull=True).exists():
        return Allowed()
    return Denied("工作日对所有单位生效，由系统管理员或最上级机关的公开办人员维护。")
