"""Taking back a piece of evidence: one's own, before it is handed in; what was accepted stays as it was."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from common.decisions import Decision, Denied, require
from tasks import permissions
from tasks.models import Evidence, Obligation, TaskEvent
from tasks.services.acting import locked, save
from tasks.services.history import record
from tasks.workflow import Act
from units.models import User


def may_discard(user: User, evidence: Evidence, obligation: Obligation) -> Decision:
    """The unit's own people, while they may still report; the office what it gave itself."""
    may = permissions.may(user, Act.REPORT, obligation)
    if not may:
        return may
    if evidence.report.on_behalf and evidence.report.author_id != user.pk:
        return Denied("这条佐证由公开办代填，只有填报人本人可以删除。")
    if not evidence.report.on_behalf and permissions.is_on_behalf(user, obligation):
        return Denied(f"这条佐证由{obligation.unit}提供，公开办不能删除，可以退回。")
    accepted = obligation.events.filter(act=TaskEvent.Act.ACCEPTED, at__gte=evidence.report.created_at)
    if accepted.exists():
        return Denied("已审核通过的佐证不能删除。")
    return may


@transaction.atomic
def discard(*, evidence: Evidence, actor: User, now: dt.datetime) -> Obligation:
    """Take it away; the history keeps what it was called.  A second click finds it gone and is no error.

    Raises Forbidden with the reason.  The content goes with the next sweep where nothing else uses it.
    """
    obligation = locked(evidence.report.obligation)
    standing = Evidence.objects.filter(pk=evidence.pk).select_related("report").first()
    if standing is None:
        return obligation
    require(may_discard(actor, standing, obligation))
    name = str(standing)
    standing.delete()
    save(obligation)
    record(
        plan=obligation.plan,
        task=obligation.task,
        obligation=obligation,
        act=TaskEvent.Act.DISCARDED,
        actor=actor,
        now=now,
        changes={"佐证": (name, "")},
    )
    return obligation
