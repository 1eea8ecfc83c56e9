"""The acts on an obligation: report, submit, accept, return, withdraw, waive, reopen.

Each is one transaction: lock the row, permission, transition, rows, history.  A second click gets the first
one's answer; a second decider finds the state changed and is told who was first.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from common.dates import local_date
from common.decisions import Refusal, require
from tasks import permissions
from tasks.models import Evidence, Obligation, ProgressReport, ReportDraft, StoredFile
from tasks.roles import Role
from tasks.services.acting import Unsaid, is_done_already, locked, move, note, require_act, save, stated
from tasks.workflow import COMPLETION_LABELS, SUBMITTABLE, Act, Completion, State
from units.models import Unit, User

# Who stands for the whole of a task and must say why others on it are silent.
LEADING = frozenset({str(Role.LEAD), str(Role.COORDINATE)})


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A page with its address, or a file with its name; title and publication date where known."""

    url: str = ""
    title: str = ""
    published_on: dt.date | None = None
    file: StoredFile | None = None
    name: str = ""


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
    token: uuid.UUID | None = None,
) -> ProgressReport:
    """Save progress; needs text or evidence.  The person's draft ends with it.

    The same form (``token``) sent again, or the same report twice in a row, is one row.
    """
    obligation = locked(obligation)
    require(permissions.may_ever(actor, Act.REPORT, obligation))
    made = ProgressReport(
        obligation=obligation,
        author=actor,
        on_behalf=permissions.is_on_behalf(actor, obligation),
        progress=progress.strip(),
        completion=str(completion or ""),
        problems=problems.strip(),
        created_at=now,
        token=token,
    )
    if same := _repeated(made, evidence):
        return same
    require_act(obligation, actor, Act.REPORT, now=now)
    if not made.progress and not evidence:
        raise Refusal("请填写进展情况，或附上佐证。")
    _write(made, evidence)
    obligation.completion = made.completion
    obligation.reported_on = local_date(now)
    save(obligation, "completion", "reported_on")
    changes = {"完成情况": ("", COMPLETION_LABELS[completion])} if completion else None
    note(obligation, Act.REPORT, actor, now, changes=changes)
    return made


def _repeated(made: ProgressReport, evidence: Sequence[NewEvidence]) -> ProgressReport | None:
    """The row of the same form, or the last one, where it says the very same; a form gone back to and
    changed is another report."""
    mine = made.obligation.reports.prefetch_related("evidence")
    sent = mine.filter(token=made.token).first() if made.token else None
    for before in filter(None, (sent, mine.first())):
        if before.author_id == made.author_id and _says(before) == _says(made, evidence):
            return before
    if sent or ProgressReport.objects.filter(token=made.token, token__isnull=False).exists():
        made.token = None
    return None


def _says(report: ProgressReport, evidence: Sequence[NewEvidence] | None = None) -> tuple[object, ...]:
    rows: Sequence[Evidence | NewEvidence] = list(report.evidence.all()) if evidence is None else evidence
    proofs = [(e.url, e.title, e.published_on, e.file.pk if e.file else None) for e in rows]
    return report.progress, report.completion, report.problems, proofs


def _write(made: ProgressReport, evidence: Sequence[NewEvidence]) -> None:
    made.save()
    for item in evidence:
        row = Evidence(
            report=made,
            url=item.url,
            title=item.title,
            published_on=item.published_on,
            file=item.file,
            name=item.name,
        )
        row.full_clean(exclude=["report", "file"])
        row.save()
    ReportDraft.objects.filter(obligation=made.obligation_id, author=made.author_id).delete()


@transaction.atomic
def submit(*, obligation: Obligation, actor: User, now: dt.datetime, reason: str = "") -> Obligation:
    """提交审核: hand in for acceptance; done at once where the plan needs no acceptance.

    ``reason``: why the work is done although units that share it are silent; asked of a lead only.
    """
    obligation = locked(obligation)
    if is_done_already(obligation, actor, Act.SUBMIT, reason):
        return obligation
    require_act(obligation, actor, Act.SUBMIT, now=now)
    _require_report(obligation)
    _require_reason(obligation, reason)
    obligation.submitted_on = local_date(now)
    obligation.returned_reason = ""
    move(obligation, Act.SUBMIT, "submitted_on", "returned_reason")
    note(obligation, Act.SUBMIT, actor, now, reason=reason.strip())
    if not obligation.plan.needs_acceptance:
        _accept(obligation, None, now)
    return obligation


def _require_report(obligation: Obligation) -> None:
    if obligation.reported_on is None:
        raise Refusal("请先填报进展或佐证，再提交。")
    if obligation.completion not in {str(word) for word in SUBMITTABLE}:
        words = "”或“".join(COMPLETION_LABELS[word] for word in Completion if word in SUBMITTABLE)
        raise Refusal(f"完成情况选“{words}”后才能提交。")


def silent_units(obligation: Obligation) -> list[Unit]:
    """Units that share the period of a lead and have told nothing; empty for any other role."""
    if obligation.role not in LEADING:
        return []
    others = obligation.period.obligations.filter(state=State.PENDING, reported_on__isnull=True)
    found = others.exclude(pk=obligation.pk).select_related("unit").order_by("unit__position", "unit_id")
    return [other.unit for other in found]


def _require_reason(obligation: Obligation, reason: str) -> None:
    if reason.strip():
        return
    if silent := silent_units(obligation):
        names = "、".join(str(unit) for unit in silent[:5]) + ("等" if len(silent) > 5 else "")
        raise Unsaid(f"{names}还没有填报。请先请其填报，或者说明为什么可以先行提交。")


@transaction.atomic
def accept(*, obligation: Obligation, actor: User, now: dt.datetime, seen: int | None = None) -> Obligation:
    """The office takes the work as done; it counts as done on the day it was submitted."""
    obligation = locked(obligation)
    if not is_done_already(obligation, actor, Act.ACCEPT):
        require_act(obligation, actor, Act.ACCEPT, now=now, seen=seen)
        _accept(obligation, actor, now)
    return obligation


def _accept(obligation: Obligation, actor: User | None, now: dt.datetime) -> None:
    obligation.done_on = obligation.submitted_on or local_date(now)
    move(obligation, Act.ACCEPT, "done_on")
    note(obligation, Act.ACCEPT, actor, now)


@transaction.atomic
def return_(
    *, obligation: Obligation, actor: User, now: dt.datetime, reason: str, seen: int | None = None
) -> Obligation:
    """The office sends the work back with a reason; the unit sees it at once."""
    obligation = locked(obligation)
    if is_done_already(obligation, actor, Act.RETURN, reason):
        return obligation
    require_act(obligation, actor, Act.RETURN, now=now, seen=seen)
    obligation.returned_reason = stated(Act.RETURN, reason)
    obligation.submitted_on = None
    move(obligation, Act.RETURN, "returned_reason", "submitted_on")
    note(obligation, Act.RETURN, actor, now, reason=obligation.returned_reason)
    return obligation


@transaction.atomic
def withdraw(*, obligation: Obligation, actor: User, now: dt.datetime) -> Obligation:
    """The head takes back what was handed in, before it is decided."""
    obligation = locked(obligation)
    if is_done_already(obligation, actor, Act.WITHDRAW):
        return obligation
    require_act(obligation, actor, Act.WITHDRAW, now=now)
    obligation.submitted_on = None
    move(obligation, Act.WITHDRAW, "submitted_on")
    note(obligation, Act.WITHDRAW, actor, now)
    return obligation


@transaction.atomic
def waive(*, obligation: Obligation, actor: User, now: dt.datetime, reason: str) -> Obligation:
    """The office takes the unit out of this period: 不适用, with a reason."""
    obligation = locked(obligation)
    if is_done_already(obligation, actor, Act.WAIVE, reason):
        return obligation
    require_act(obligation, actor, Act.WAIVE, now=now)
    reason = stated(Act.WAIVE, reason)
    move(obligation, Act.WAIVE)
    note(obligation, Act.WAIVE, actor, now, reason=reason)
    return obligation


@transaction.atomic
def reopen(*, obligation: Obligation, actor: User, now: dt.datetime, reason: str) -> Obligation:
    """The office opens what was done or waived again; reports and evidence stay."""
    obligation = locked(obligation)
    if is_done_already(obligation, actor, Act.REOPEN, reason):
        return obligation
    require_act(obligation, actor, Act.REOPEN, now=now)
    reason = stated(Act.REOPEN, reason)
    obligation.done_on = obligation.submitted_on = None
    obligation.returned_reason = reason
    move(obligation, Act.REOPEN, "done_on", "submitted_on", "returned_reason")
    note(obligation, Act.REOPEN, actor, now, reason=reason)
    return obligation
