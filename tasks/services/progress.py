"""The acts on an obligation: report, submit, accept, return, withdraw, waive, reopen.

Each is one transaction: lock the row, permission, transition, rows, history.  A second click or a second
decider finds the state changed and is refused with a sentence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from common.dates import local_date
from common.decisions import Refusal, require
from tasks import permissions
from tasks.models import Evidence, Obligation, Plan, ProgressReport
from tasks.services.history import Changes, record
from tasks.workflow import (
    COMPLETION_LABELS,
    NEEDS_REASON,
    STATE_LABELS,
    SUBMITTABLE,
    Act,
    Completion,
    State,
    next_state,
)
from units.models import User
from units.permissions import scope_of


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A page: its address, title and publication date."""

    url: str
    title: str = ""
    published_on: dt.date | None = None


@transaction.atomic
def report(
    *,
    obligation: Obligation,
    actor: User,
    now: dt.datetime,
    progress: str = "",
    completion: Completion | None = None,
    problems: str = "",
    evidence: Sequence[NewEvidence] = (),
) -> ProgressReport:
    """Save progress; needs text or evidence.  The same report sent twice in a row is one row."""
    obligation = _locked(obligation)
    require(permissions.may(actor, Act.REPORT, obligation))
    progress, problems = progress.strip(), problems.strip()
    if not progress and not evidence:
        raise Refusal("请填写进展情况，或附上佐证网址。")
    same = _repeated(obligation, actor, progress, completion, problems, evidence)
    if same:
        return same
    made = ProgressReport.objects.create(
        obligation=obligation,
        author=actor,
        on_behalf=obligation.unit_id not in scope_of(actor).units,
        progress=progress,
        completion=str(completion or ""),
        problems=problems,
        created_at=now,
    )
    for item in evidence:
        row = Evidence(report=made, url=item.url, title=item.title, published_on=item.published_on)
        row.full_clean(exclude=["report"])
        row.save()
    obligation.completion = str(completion or "")
    obligation.reported_on = local_date(now)
    _save(obligation, "completion", "reported_on")
    changes = {"完成情况": ("", COMPLETION_LABELS[completion])} if completion else None
    _record(obligation, Act.REPORT, actor, now, changes=changes)
    return made


def _repeated(
    obligation: Obligation,
    actor: User,
    progress: str,
    completion: Completion | None,
    problems: str,
    evidence: Sequence[NewEvidence],
) -> ProgressReport | None:
    """The last report where it says the very same: a double click or a browser's retry."""
    last = obligation.reports.prefetch_related("evidence").first()
    if last is None or last.author_id != actor.pk:
        return None
    before = (last.progress, last.completion, last.problems, [(e.url, e.title) for e in last.evidence.all()])
    after = (progress, str(completion or ""), problems, [(e.url, e.title) for e in evidence])
    return last if before == after else None


@transaction.atomic
def submit(*, obligation: Obligation, actor: User, now: dt.datetime) -> Obligation:
    """标记完成: hand in for acceptance; done at once where the plan needs no acceptance."""
    obligation = _locked(obligation)
    require(permissions.may(actor, Act.SUBMIT, obligation))
    _require_report(obligation)
    obligation.submitted_on = local_date(now)
    obligation.returned_reason = ""
    _move(obligation, Act.SUBMIT, "submitted_on", "returned_reason")
    _record(obligation, Act.SUBMIT, actor, now)
    if not obligation.plan.needs_acceptance:
        _accept(obligation, None, now)
    return obligation


def _require_report(obligation: Obligation) -> None:
    if obligation.reported_on is None:
        raise Refusal("请先填报进展或佐证，再标记完成。")
    if obligation.completion not in {str(word) for word in SUBMITTABLE}:
        words = "”或“".join(COMPLETION_LABELS[word] for word in Completion if word in SUBMITTABLE)
        raise Refusal(f"完成情况选“{words}”后才能标记完成。")


@transaction.atomic
def accept(*, obligation: Obligation, actor: User, now: dt.datetime) -> Obligation:
    """The office takes the work as done; it counts as done on the day it was submitted."""
    obligation = _locked(obligation)
    require(permissions.may(actor, Act.ACCEPT, obligation))
    _accept(obligation, actor, now)
    return obligation


def _accept(obligation: Obligation, actor: User | None, now: dt.datetime) -> None:
    obligation.done_on = obligation.submitted_on or local_date(now)
    _move(obligation, Act.ACCEPT, "done_on")
    _record(obligation, Act.ACCEPT, actor, now)


@transaction.atomic
def return_(*, obligation: Obligation, actor: User, now: dt.datetime, reason: str) -> Obligation:
    """The office sends the work back with a reason; the unit sees it at once."""
    obligation = _locked(obligation)
    require(permissions.may(actor, Act.RETURN, obligation))
    obligation.returned_reason = _reason(Act.RETURN, reason)
    obligation.submitted_on = None
    _move(obligation, Act.RETURN, "returned_reason", "submitted_on")
    _record(obligation, Act.RETURN, actor, now, reason=obligation.returned_reason)
    return obligation


@transaction.atomic
def withdraw(*, obligation: Obligation, actor: User, now: dt.datetime) -> Obligation:
    """The head takes back what was handed in, before it is decided."""
    obligation = _locked(obligation)
    require(permissions.may(actor, Act.WITHDRAW, obligation))
    obligation.submitted_on = None
    _move(obligation, Act.WITHDRAW, "submitted_on")
    _record(obligation, Act.WITHDRAW, actor, now)
    return obligation


@transaction.atomic
def waive(*, obligation: Obligation, actor: User, now: dt.datetime, reason: str) -> Obligation:
    """The office takes the unit out of this period: 不适用, with a reason."""
    obligation = _locked(obligation)
    require(permissions.may(actor, Act.WAIVE, obligation))
    reason = _reason(Act.WAIVE, reason)
    _move(obligation, Act.WAIVE)
    _record(obligation, Act.WAIVE, actor, now, reason=reason)
    return obligation


@transaction.atomic
def reopen(*, obligation: Obligation, actor: User, now: dt.datetime, reason: str) -> Obligation:
    """The office opens what was done or waived again; reports and evidence stay."""
    obligation = _locked(obligation)
    require(permissions.may(actor, Act.REOPEN, obligation))
    reason = _reason(Act.REOPEN, reason)
    obligation.done_on = obligation.submitted_on = None
    obligation.returned_reason = reason
    _move(obligation, Act.REOPEN, "done_on", "submitted_on", "returned_reason")
    _record(obligation, Act.REOPEN, actor, now, reason=reason)
    return obligation


def _locked(obligation: Obligation) -> Obligation:
    return (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("plan__organisation", "unit", "period", "task")
        .get(pk=obligation.pk)
    )


def _reason(act: Act, reason: str) -> str:
    if act in NEEDS_REASON and not reason.strip():
        raise Refusal("请写明原因，对方会看到。")
    return reason.strip()


def _move(obligation: Obligation, act: Act, *fields: str) -> None:
    state = next_state(State(obligation.state), act)
    if state is None:  # permissions.may has looked already; a caller that did not ask ends here
        raise Refusal(f"当前状态是“{STATE_LABELS[State(obligation.state)]}”，不能这样办理。")
    obligation.state = str(state)
    _save(obligation, "state", *fields)


def _save(obligation: Obligation, *fields: str) -> None:
    obligation.version += 1
    obligation.save(update_fields=[*fields, "version"])


def _record(
    obligation: Obligation,
    act: Act,
    actor: User | None,
    now: dt.datetime,
    *,
    reason: str = "",
    changes: Changes | None = None,
) -> None:
    plan: Plan = obligation.plan
    record(
        plan=plan,
        task=obligation.task,
        obligation=obligation,
        act=str(act),
        actor=actor,
        now=now,
        reason=reason,
        changes=changes,
    )
