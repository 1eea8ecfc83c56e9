"""Settings of a plan that stands."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from common.decisions import Refusal, require
from tasks import permissions
from tasks.models import Plan, TaskEvent
from tasks.services.history import record
from units.models import User

WORDS = {True: "须经公开办审核", False: "提交即完成，不审核"}


@transaction.atomic
def set_acceptance(*, plan: Plan, actor: User, now: dt.datetime, needed: bool) -> Plan:
    """Whether what units hand in waits for the office; what has been handed in already still does."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=plan.pk)
    require(permissions.may_run_plans_of(actor, plan.organisation))
    if plan.state == Plan.State.ARCHIVED:
        raise Refusal("计划已归档，不能再修改。")
    if plan.needs_acceptance != needed:
        changes = {"完成方式": (WORDS[plan.needs_acceptance], WORDS[needed])}
        plan.needs_acceptance = needed
        plan.save(update_fields=["needs_acceptance"])
        record(plan=plan, act=TaskEvent.Act.EDITED, actor=actor, now=now, changes=changes)
    return plan
