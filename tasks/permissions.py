"""Who may do what with plans, tasks and obligations: Allowed, or Denied with the reason people read."""

from __future__ import annotations

from common.decisions import Allowed, Decision, Denied
from tasks.models import Obligation, Plan, Task
from tasks.workflow import ACT_LABELS, STATE_LABELS, Act, State, next_state
from units.models import Unit, User
from units.permissions import scope_of

# Acts of the unit itself, by head alone; and acts of the office that runs the plan.
HEAD_ACTS = frozenset({Act.SUBMIT, Act.WITHDRAW})
OFFICE_ACTS = frozenset({Act.ACCEPT, Act.RETURN, Act.WAIVE, Act.REOPEN})


def may_run_plans_of(user: User, organisation: Unit) -> Decision:
    """Import, edit, issue and archive the organisation's plans."""
    if organisation.pk in scope_of(user).offices:
        return Allowed()
    return Denied("只有本机关的公开办人员可以导入、编辑和下发计划。")


def may_edit(user: User, task: Task) -> Decision:
    """Change a task's text, units, deadline or heading."""
    if task.plan.state == Plan.State.ARCHIVED:
        return Denied("计划已归档，不能再修改。")
    if task.withdrawn_at is not None:
        return Denied("这项任务已按修订稿撤出计划。")
    return may_run_plans_of(user, task.plan.organisation)


def may(user: User, act: Act, obligation: Obligation) -> Decision:
    """Whether this person may now do this act: first the person, then the plan, then the state."""
    person = _person_may(user, act, obligation)
    if not person:
        return person
    if obligation.plan.state != Plan.State.ISSUED:
        return Denied("计划未下发或已归档，不能办理。")
    if next_state(State(obligation.state), act) is None:
        return Denied(f"当前状态是“{STATE_LABELS[State(obligation.state)]}”，不能{ACT_LABELS[act]}。")
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
