"""Comparing two plans: pairs are proposed by likeness, and a person says of each whether it holds.

Every verb holds the comparison's row, so that proposals and answers of several people come one after another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Q

from common.decisions import Refusal, require
from compare.likeness import Likeness, key_of
from compare.matching import Clause, propose
from compare.models import Comparison, Gap, Link
from compare.permissions import above, earlier_than
from tasks.models import Plan, Task
from tasks.permissions import may_run_plans_of
from units.models import User

State, Origin = Link.State, Link.Origin


@transaction.atomic
def start(*, plan: Plan, other: Plan, kind: str, actor: User, now: dt.datetime) -> Comparison:
    """The comparison of the two, with pairs proposed; one that stands is answered as it is."""
    require(may_run_plans_of(actor, plan.organisation))
    yearly = kind == Comparison.Kind.YEAR
    choices = earlier_than(plan, actor) if yearly else above(plan, actor)
    if not choices.filter(pk=other.pk).exists():
        raise Refusal("只能与本机关以前年度的计划、或看得到的上级文件对照。")
    found, created = Comparison.objects.get_or_create(
        plan=plan,
        other=other,
        kind=kind,
        defaults={"created_by": actor, "created_at": now, "proposed_at": now},
    )
    return propose_again(comparison=found, actor=actor, now=now) if created else found


@transaction.atomic
def propose_again(*, comparison: Comparison, actor: User, now: dt.datetime) -> Comparison:
    """Propose anew by the texts as they stand; whatever a person has answered is left alone."""
    comparison = locked(comparison, actor)
    comparison.links.filter(state=State.PROPOSED).delete()
    answered = set(comparison.links.values_list("before", "after"))
    in_force = comparison.links.filter(before__withdrawn_at=None, after__withdrawn_at=None)
    settled = set(in_force.filter(state=State.CONFIRMED).values_list("before", "after"))
    explained = set(comparison.gaps.values_list("task", flat=True))
    left = {before for before, _ in settled} if comparison.is_yearly else set()
    found = propose(
        _clauses(comparison.other, left | explained),
        _clauses(comparison.plan, {after for _, after in settled}),
        apart=answered,
        also=not comparison.is_yearly,
    )
    Link.objects.bulk_create(
        Link(
            comparison=comparison,
            before_id=each.before,
            after_id=each.after,
            likeness=each.likeness,
            sole=comparison.is_yearly,
        )
        for each in found
    )
    comparison.proposed_at = now
    comparison.save(update_fields=["proposed_at"])
    return comparison


def _clauses(plan: Plan, without: Collection[int]) -> list[Clause]:
    tasks = plan.tasks.in_force().order_by("position", "pk")
    return [
        Clause(pk, text, heading or "")
        for pk, text, heading in tasks.values_list("pk", "text", "requirement__title")
        if pk not in without
    ]


@transaction.atomic
def confirm(*, comparison: Comparison, links: Sequence[int], actor: User, now: dt.datetime) -> int:
    """Say that these pairs (ids) are the same duty; answers how many were open."""
    comparison = locked(comparison, actor)
    found = list(comparison.links.filter(pk__in=links).exclude(state=State.CONFIRMED))
    for link in found:
        _confirm(comparison, link, actor, now)
    return len(found)


def _confirm(comparison: Comparison, link: Link, actor: User, now: dt.datetime) -> None:
    rivals = comparison.links.filter(Q(before=link.before_id) | Q(after=link.after_id)).exclude(pk=link.pk)
    if link.sole:
        # A pair of which one task was taken out of its plan holds nothing any more.
        gone = Q(before__withdrawn_at__isnull=False) | Q(after__withdrawn_at__isnull=False)
        rivals.filter(gone).delete()
        if standing := rivals.filter(state=State.CONFIRMED).select_related("before", "after").first():
            raise Refusal(f"“{standing.before}”已确认对应“{standing.after}”，请先撤回那一条。")
        rivals.filter(state=State.PROPOSED).delete()
    comparison.gaps.filter(task=link.before_id).delete()
    _decide(link, State.CONFIRMED, actor, now)


@transaction.atomic
def reject(*, comparison: Comparison, links: Sequence[int], actor: User, now: dt.datetime) -> int:
    """Say that these pairs are different duties; they are not proposed again."""
    comparison = locked(comparison, actor)
    found = list(comparison.links.filter(pk__in=links).exclude(state=State.REJECTED))
    for link in found:
        _decide(link, State.REJECTED, actor, now)
    return len(found)


@transaction.atomic
def take_back(*, comparison: Comparison, links: Sequence[int], actor: User) -> int:
    """Take answers back: a pair that likeness proposed waits again, one that a person made goes."""
    comparison = locked(comparison, actor)
    found = list(comparison.links.filter(pk__in=links).exclude(state=State.PROPOSED))
    for link in found:
        if link.origin == Origin.LIKENESS:
            link.state, link.decided_by, link.decided_at = State.PROPOSED, None, None
            link.save(update_fields=["state", "decided_by", "decided_at"])
        else:
            link.delete()
    return len(found)


def _decide(link: Link, state: str, actor: User, now: dt.datetime) -> None:
    link.state, link.decided_by, link.decided_at = state, actor, now
    link.save(update_fields=["state", "decided_by", "decided_at"])


@transaction.atomic
def join(*, comparison: Comparison, before: int, after: int, actor: User, now: dt.datetime) -> Link:
    """A pair that a person makes: task ``before`` of the other plan is ``after`` of this one."""
    comparison = locked(comparison, actor)
    old = _task_of(comparison.other, before)
    new = _task_of(comparison.plan, after)
    link, _ = Link.objects.get_or_create(
        comparison=comparison,
        before=old,
        after=new,
        defaults={
            "likeness": likeness_of(old, new),
            "origin": Origin.PERSON,
            "sole": comparison.is_yearly,
        },
    )
    if link.state != State.CONFIRMED:
        _confirm(comparison, link, actor, now)
    return link


def likeness_of(before: Task, after: Task) -> int:
    """Of two tasks alone, where nothing else tells which of their words are rare."""
    return Likeness({before.pk: key_of(before.text)}, {after.pk: key_of(after.text)}).of(before.pk, after.pk)


def _task_of(plan: Plan, pk: int) -> Task:
    task = plan.tasks.in_force().filter(pk=pk).first()
    if task is None:
        raise Refusal("这项任务已不在计划中，请刷新。")
    return task


@transaction.atomic
def explain(*, comparison: Comparison, task: int, reason: str, actor: User, now: dt.datetime) -> Gap | None:
    """Why a task of the other plan has no partner here; what was proposed for it is refused.

    An empty reason takes an earlier one back.
    """
    comparison = locked(comparison, actor)
    found = _task_of(comparison.other, task)
    reason = reason.strip()
    if not reason:
        comparison.gaps.filter(task=found).delete()
        return None
    if comparison.links.filter(before=found, state=State.CONFIRMED, after__withdrawn_at=None).exists():
        raise Refusal("这一条已有对应的任务，不必写理由；要改，请先撤回对应。")
    for link in comparison.links.filter(before=found, state=State.PROPOSED):
        _decide(link, State.REJECTED, actor, now)
    gap, _ = Gap.objects.update_or_create(
        comparison=comparison, task=found, defaults={"reason": reason, "by": actor, "at": now}
    )
    return gap


@transaction.atomic
def mark_checked(*, comparison: Comparison, links: Sequence[int], actor: User) -> int:
    """Deadlines that were moved on by a year have been looked at."""
    comparison = locked(comparison, actor)
    return comparison.links.filter(pk__in=links, to_check=True).update(to_check=False)


def locked(comparison: Comparison, actor: User) -> Comparison:
    """Held until the transaction ends, where this person may answer."""
    found = Comparison.objects.select_for_update(of=("self",)).select_related("plan__organisation", "other")
    comparison = found.get(pk=comparison.pk)
    require(may_run_plans_of(actor, comparison.plan.organisation))
    return comparison
