"""A plan's task carries a standing item (承接): a person says so, what is owed follows, and comes back.

What is carried when is worked out anew (tasks.carriers) and compared with the rounds: safe to run any number
of times.  A round that a unit has handed in on the standing item itself is left there.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from common.dates import local_date
from common.decisions import Refusal, require
from tasks import permissions
from tasks.calendar import current_calendar
from tasks.carriers import Carriers, words
from tasks.models import Carrying, Obligation, Period, Plan, Task, TaskEvent
from tasks.rounds import round_of_plan
from tasks.services import adjusting, periods
from tasks.services.history import record
from tasks.workflow import State
from units.models import User

OWN = "按常设事项办理"
# What has been handed in on the standing item is the round's own business.
_HANDED_IN = (State.SUBMITTED, State.ACCEPTED)
_WAIVED_FOR = "由计划任务承接"


@transaction.atomic
def decide(*, standing: Task, task: Task, same: bool, actor: User, now: dt.datetime) -> Carrying:
    """A person's word that the two are the same duty, or that they are not; the last word holds."""
    task, standing = (
        Task.objects.select_related("plan__organisation").get(pk=each.pk) for each in (task, standing)
    )
    require(permissions.may_run_plans_of(actor, task.plan.organisation))
    if standing.plan.kind != Plan.Kind.STANDING or task.plan.kind != Plan.Kind.ANNUAL:
        raise Refusal("只能由计划任务承接常设事项。")
    if standing.plan.organisation_id != task.plan.organisation_id:
        raise Refusal("只能承接本机关的常设事项。")
    if task.plan.state == Plan.State.ARCHIVED:
        raise Refusal("计划已归档，不能再承接常设事项。")
    word = {"same": same, "decided_by": actor, "decided_at": now}
    said = Carrying.objects.filter(standing=standing, task=task).first()
    if said is not None and said.same == same:
        return said
    said, _ = Carrying.objects.update_or_create(standing=standing, task=task, defaults=word)
    _tell(said, actor, now, ("", str(standing)) if same else ("", "不是同一件事"))
    follow(plan=standing.plan, now=now, actor=actor)
    return said


@transaction.atomic
def forget(*, carrying: Carrying, actor: User, now: dt.datetime) -> None:
    """Take a person's word back: the standing item is asked for again by itself."""
    require(permissions.may_run_plans_of(actor, carrying.task.plan.organisation))
    standing = carrying.standing
    before = str(standing) if carrying.same else "不是同一件事"
    carrying.delete()
    _tell(carrying, actor, now, (before, ""))
    follow(plan=standing.plan, now=now, actor=actor)


def _tell(carrying: Carrying, actor: User, now: dt.datetime, change: tuple[str, str]) -> None:
    """On the plan's task; the standing item's own rows tell round by round."""
    record(
        plan=carrying.task.plan,
        task=carrying.task,
        act=TaskEvent.Act.ADJUSTED,
        actor=actor,
        now=now,
        changes={"承接常设事项": change},
    )


def keep(*, now: dt.datetime) -> int:
    """What the schedule does: every standing plan in line with the plans that carry its items."""
    standing = Plan.objects.filter(kind=Plan.Kind.STANDING, state=Plan.State.ISSUED)
    return sum(follow(plan=plan, now=now) for plan in standing)


def follow_plan(*, plan: Plan, now: dt.datetime, actor: User | None = None) -> None:
    """After a plan was put into force, filed away or changed: the organisation's standing items follow."""
    if plan.kind == Plan.Kind.STANDING:
        return
    standing = Plan.objects.filter(
        organisation=plan.organisation_id, kind=Plan.Kind.STANDING, state=Plan.State.ISSUED
    )
    for each in standing:
        follow(plan=each, now=now, actor=actor)
        periods.open_periods(today=local_date(now), now=now, plans=[each])


def follow_task(*, task: Task, now: dt.datetime, actor: User | None = None) -> None:
    """After a task was taken out, put back or given another day: what it carries follows."""
    standing = Plan.objects.filter(tasks__carriers__task=task, tasks__carriers__same=True).distinct()
    for plan in standing:
        follow(plan=plan, now=now, actor=actor)


def let_go(*, plan: Plan, now: dt.datetime, actor: User | None) -> None:
    """Before a plan is removed: what its tasks carry comes back, what counts from its issue goes."""
    Carrying.objects.filter(task__plan=plan).delete()
    key = round_of_plan(plan)
    for period in Period.objects.filter(task__plan__organisation=plan.organisation_id, key=key):
        adjusting.take_away(list(period.obligations.all()), actor, now, "计划已撤销")
        if not Obligation.objects.filter(period=period).exists():
            period.delete()
    for each in Plan.objects.filter(organisation=plan.organisation_id, kind=Plan.Kind.STANDING):
        follow(plan=each, now=now, actor=actor)


@transaction.atomic
def follow(*, plan: Plan, now: dt.datetime, actor: User | None = None) -> int:
    """Rounds of a standing plan handed to the tasks that carry them, and taken back; answers how many."""
    carriers = Carriers.of(plan, current_calendar())
    changed = 0
    for period in _concerned(plan, carriers).select_for_update(of=("self",)):
        by = carriers.of_round(period.task, period.key)
        if by == period.carried_by or (by and not _may_go(period)):
            continue
        before, period.carried_by = period.carried_by, by
        period.save(update_fields=["carried_by"])
        if by is None:
            _take_back(period, actor, now)
        elif before is None:
            owed = list(period.obligations.select_related("plan", "task"))
            adjusting.take_away(owed, actor, now, f"{_WAIVED_FOR}：{words(by)}")
        _tell_round(period, actor, now, before, by)
        changed += 1
    return changed


def _concerned(plan: Plan, carriers: Carriers) -> QuerySet[Period]:
    """Rounds that are carried, and those that should be."""
    rounds = Period.objects.filter(task__plan=plan)
    wanted = Q(carried_by__isnull=False)
    for task, key in carriers.tasks:
        wanted |= Q(task=task, key=key)
    return rounds.filter(wanted).select_related("task__plan", "carried_by__plan__organisation").order_by("pk")


def _may_go(period: Period) -> bool:
    return bool(period.carried_by_id) or not period.obligations.filter(state__in=_HANDED_IN).exists()


def _take_back(period: Period, actor: User | None, now: dt.datetime) -> None:
    """What was waived for the plan's task is owed again with its reports, and the rest anew."""
    task = period.task
    for obligation in period.obligations.filter(state=State.WAIVED).select_related("plan", "task"):
        last = obligation.events.filter(act=TaskEvent.Act.WAIVED).first()
        if last is None or not last.reason.startswith(_WAIVED_FOR):
            continue
        obligation.state = str(State.PENDING)
        obligation.version += 1
        obligation.save(update_fields=["state", "version"])
        reopened = TaskEvent.Act.REOPENED
        record(
            plan=task.plan,
            task=task,
            obligation=obligation,
            act=reopened,
            actor=actor,
            now=now,
            reason="计划不再承接",
        )
    present = set(period.obligations.values_list("unit", flat=True))
    owed = periods.owed_on(task, local_date(now)) if task.withdrawn_at is None else []
    periods.owe(period, task, task.plan, [item for item in owed if item.unit.pk not in present])
    periods.refresh_roles(period, owed)


def _tell_round(
    period: Period, actor: User | None, now: dt.datetime, before: Task | None, after: Task | None
) -> None:
    change = tuple(f"由{words(task)}承接" if task else OWN for task in (before, after))
    record(
        plan=period.task.plan,
        task=period.task,
        act=TaskEvent.Act.ADJUSTED,
        actor=actor,
        now=now,
        changes={period.label: (change[0], change[1])},
    )
