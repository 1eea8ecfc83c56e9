"""What every act on an obligation shares: the locked row, who may, one outcome of two clicks, history."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from common.decisions import Refusal, require
from tasks import permissions
from tasks.models import Extension, Obligation, TaskEvent
from tasks.services.history import Changes, record
from tasks.workflow import ACT_LABELS, NEEDS_REASON, STATE_LABELS, Act, State, next_state
from units.models import User


class Unsaid(Refusal):
    """Something must be said first: a reason, a day.  A page asks for it."""


def locked(obligation: Obligation) -> Obligation:
    """The row as it stands now, held until the transaction ends."""
    return (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("plan__organisation", "unit", "period", "task")
        .defer("task__cells", "task__place", "plan__columns")  # the printed source: nothing acts on it
        .get(pk=obligation.pk)
    )


def is_done_already(obligation: Obligation, actor: User, act: Act, reason: str = "") -> bool:
    """Whether this person has just done this very act: a second click gets the first one's answer."""
    if next_state(State(obligation.state), act) is not None:
        return False
    last = _last_act(obligation)
    return last is not None and (last.act, last.actor_id, last.reason) == (str(act), actor.pk, reason.strip())


def require_act(
    obligation: Obligation, actor: User, act: Act, *, now: dt.datetime, seen: int | None = None
) -> None:
    """Raise unless the person may now do this act on the locked row.

    ``seen`` is the version of the row that the page showed: who decides must have read what is decided.
    Forbidden where it is not theirs to do; Refusal, with who was first, where the row has moved on.
    """
    require(permissions.may_ever(actor, act, obligation))
    if next_state(State(obligation.state), act) is None:
        raise Refusal(_overtaken(obligation, actor, act))
    if seen is not None and seen != obligation.version:
        raise Refusal("这一事项的内容刚刚有更新，请刷新页面、看过新的内容再办理。")
    require(permissions.may(actor, act, obligation, timezone.localdate(now)))


def _last_act(obligation: Obligation) -> TaskEvent | None:
    """The last thing that a person did about it."""
    return obligation.events.filter(actor__isnull=False).select_related("actor").first()


def _overtaken(obligation: Obligation, actor: User, act: Act) -> str:
    state = STATE_LABELS[State(obligation.state)]
    last = _last_act(obligation)
    if last is None or last.act == TaskEvent.Act.REPORTED:
        return f"当前状态是“{state}”，不能{ACT_LABELS[act]}。"
    done = told_before(last.actor, actor, last.at, last.get_act_display())
    return f"{done}，当前状态是“{state}”，不能再{ACT_LABELS[act]}。"


def told_before(who: User | None, reader: User, at: dt.datetime, done: str) -> str:
    """“已由秦朗于11月20日 09:12审核通过”: who was first."""
    by = "您已" if who == reader else f"已由{who}"
    moment = timezone.localtime(at)
    return f"{by}于{moment.month}月{moment.day}日 {moment:%H:%M}{done}"


def stated(act: Act, reason: str) -> str:
    """The reason without blanks around it; raises Refusal where the act needs one."""
    if act in NEEDS_REASON and not reason.strip():
        raise Unsaid("请写明原因，对方会看到。")
    return reason.strip()


def move(obligation: Obligation, act: Act, *fields: str) -> None:
    """Set the state to which the act leads and save it with ``fields``."""
    state = next_state(State(obligation.state), act)
    if state is None:  # require_act has looked already; a caller that did not ask ends here
        raise Refusal(f"当前状态是“{STATE_LABELS[State(obligation.state)]}”，不能这样办理。")
    obligation.state = str(state)
    save(obligation, "state", *fields)
    if state is not State.PENDING:
        waiting = Extension.objects.filter(obligation=obligation, state=Extension.State.ASKED)
        waiting.update(state=Extension.State.LAPSED)


def save(obligation: Obligation, *fields: str) -> None:
    """Save ``fields``; the version tells pages that were opened before."""
    obligation.version += 1
    obligation.save(update_fields=[*fields, "version"])


def note(
    obligation: Obligation,
    act: Act,
    actor: User | None,
    now: dt.datetime,
    *,
    reason: str = "",
    changes: Changes | None = None,
) -> None:
    """The history row of the act."""
    record(
        plan=obligation.plan,
        task=obligation.task,
        obligation=obligation,
        act=str(act),
        actor=actor,
        now=now,
        reason=reason,
        changes=changes,
    )
