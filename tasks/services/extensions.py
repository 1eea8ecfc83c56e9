"""延期: a unit's head asks for a later day before the deadline, the office decides; the first day stays."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from common.dates import long_date
from common.decisions import Refusal, require
from tasks import permissions
from tasks.models import Extension, Obligation
from tasks.services.acting import Unsaid, locked, note, require_act, save, stated, told_before
from tasks.services.history import Changes
from tasks.workflow import Act
from units.models import User


@transaction.atomic
def ask(
    *, obligation: Obligation, actor: User, now: dt.datetime, reason: str, wanted_on: dt.date | None
) -> Extension:
    """Ask for a later day; the same request sent twice is one row.  Raises Refusal."""
    obligation = locked(obligation)
    reason = stated(Act.ASK, reason)
    same = _open(obligation).filter(asked_by=actor, reason=reason).first()
    if same and same.wanted_on == wanted_on:
        return same
    require_act(obligation, actor, Act.ASK, now=now)
    if wanted_on is None or wanted_on <= obligation.due_on:
        raise Unsaid(f"申请延至的日期应晚于现在的期限{long_date(obligation.due_on)}。")
    asked = Extension.objects.create(
        obligation=obligation,
        reason=reason,
        due_on=obligation.due_on,
        wanted_on=wanted_on,
        asked_by=actor,
        asked_at=now,
    )
    note(obligation, Act.ASK, actor, now, reason=reason, changes=_days(obligation.due_on, wanted_on))
    return asked


@transaction.atomic
def grant(
    *,
    obligation: Obligation,
    actor: User,
    now: dt.datetime,
    granted_on: dt.date | None = None,
    reason: str = "",
) -> Extension:
    """Agree, to the day asked for or to another one; that unit's day moves, the period's first one stays."""
    obligation = locked(obligation)
    asked = _awaited(obligation, actor, Extension.State.GRANTED)
    if asked.state == Extension.State.GRANTED:
        return asked
    require_act(obligation, actor, Act.GRANT, now=now)
    day = granted_on or asked.wanted_on
    if day <= obligation.due_on:
        raise Unsaid(f"新的期限应晚于现在的期限{long_date(obligation.due_on)}。")
    changes = _days(obligation.due_on, day)
    obligation.due_on = day
    save(obligation, "due_on")
    _decide(asked, Extension.State.GRANTED, actor, now, reason, day)
    note(obligation, Act.GRANT, actor, now, reason=reason.strip(), changes=changes)
    return asked


@transaction.atomic
def deny(*, obligation: Obligation, actor: User, now: dt.datetime, reason: str) -> Extension:
    """Refuse with a reason; the day stays."""
    obligation = locked(obligation)
    asked = _awaited(obligation, actor, Extension.State.DENIED)
    if asked.state == Extension.State.DENIED:
        return asked
    require_act(obligation, actor, Act.DENY, now=now)
    reason = stated(Act.DENY, reason)
    save(obligation)
    _decide(asked, Extension.State.DENIED, actor, now, reason, None)
    note(obligation, Act.DENY, actor, now, reason=reason)
    return asked


def _open(obligation: Obligation) -> QuerySet[Extension]:
    return obligation.extensions.filter(state=Extension.State.ASKED)


def _awaited(obligation: Obligation, actor: User, state: Extension.State) -> Extension:
    """The request that waits for an answer, or the one that this person has just answered so."""
    require(permissions.may_ever(actor, Act.GRANT, obligation))
    last = obligation.extensions.select_related("decided_by").first()
    if last is None:
        raise Refusal("没有待答复的延期申请。")
    if last.state == Extension.State.ASKED or (last.state, last.decided_by) == (state, actor):
        return last
    if last.decided_at is None:
        raise Refusal("单位已经提交，延期申请不再需要答复。")
    answered = told_before(last.decided_by, actor, last.decided_at, f"答复“{last.get_state_display()}”")
    raise Refusal(f"{answered}，不能再次答复。")


def _decide(
    asked: Extension,
    state: Extension.State,
    actor: User,
    now: dt.datetime,
    answer: str,
    day: dt.date | None,
) -> None:
    asked.state, asked.answer, asked.granted_on = state, answer.strip(), day
    asked.decided_by, asked.decided_at = actor, now
    asked.save(update_fields=["state", "answer", "granted_on", "decided_by", "decided_at"])


def _days(before: dt.date, after: dt.date) -> Changes:
    return {"期限": (long_date(before), long_date(after))}
