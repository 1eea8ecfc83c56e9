"""Standing items of an organisation: switched on, changed, switched off.  Their plan is made with the first.

An item that is switched off opens no more rounds; what a unit has begun to report on is left to be finished.
Switched on again, it is asked for from that day on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from common.dates import local_date
from common.decisions import Refusal, require
from tasks import permissions
from tasks.calendar import current_calendar
from tasks.models import Period, Plan, StandingItem, Task, TaskEvent
from tasks.rounds import follows_events, span_after
from tasks.services import periods, plans, revising
from tasks.services.history import record
from tasks.services.plans import NewTask
from units.models import Unit, User

TITLE = "{}常设事项"
SWITCHED_OFF, SWITCHED_ON = "停用常设事项", "启用常设事项"
MOST_FIRST_DAYS = 180
# An event is not farther away than this.
MOST_DAYS_OFF = 366


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to be switched on; ``code`` is the preset's, empty for one's own."""

    task: NewTask
    code: str = ""
    first_days: int | None = None


@transaction.atomic
def switch_on(
    *, organisation: Unit, actor: User, now: dt.datetime, items: Sequence[NewItem]
) -> list[StandingItem]:
    """Put items into force from today on; one that was switched on before comes back as it was.

    Raises Forbidden, or Refusal where nobody would owe an item.
    """
    require(permissions.may_run_plans_of(actor, organisation))
    if not items:
        raise Refusal("请勾选要启用的常设事项。")
    if bare := next((item for item in items if not item.task.assignments), None):
        raise Refusal(f"“{bare.task.text}”还没有责任单位，不能启用。")
    organisation = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)
    plan = plan_of(organisation)
    known = StandingItem.objects.filter(organisation=organisation).exclude(code="").select_related("task")
    by_code = {item.code: item for item in known}
    back = [by_code[item.code] for item in items if _is_in(plan, by_code.get(item.code))]
    for item in back:
        switch_back_on(item=item, actor=actor, now=now)
    fresh = [item for item in items if not _is_in(plan, by_code.get(item.code))]
    return [*back, *(_add(plan, organisation, actor, now, fresh, by_code) if fresh else ())]


def plan_of(organisation: Unit) -> Plan | None:
    """The organisation's standing plan that is not filed away."""
    found = Plan.objects.filter(organisation=organisation, kind=Plan.Kind.STANDING)
    return found.exclude(state=Plan.State.ARCHIVED).select_related("organisation").order_by("pk").first()


def _is_in(plan: Plan | None, item: StandingItem | None) -> bool:
    return plan is not None and item is not None and item.task.plan_id == plan.pk


def _add(
    plan: Plan | None,
    organisation: Unit,
    actor: User,
    now: dt.datetime,
    items: Sequence[NewItem],
    known: Mapping[str, StandingItem],
) -> list[StandingItem]:
    new = [item.task for item in items]
    if plan is None:
        plan = plans.create_plan(
            organisation=organisation,
            actor=actor,
            now=now,
            title=TITLE.format(organisation.name),
            year=local_date(now).year,
            issued_on=local_date(now),
            kind=Plan.Kind.STANDING,
            tasks=new,
        )
        tasks = list(plan.tasks.in_printed_order())
    else:
        tasks = plans.write_tasks(revising.locked_plan(plan, actor), new, local_date(now))
        for task in tasks:
            added = TaskEvent.Act.ADDED
            record(plan=plan, task=task, act=added, actor=actor, now=now, reason=SWITCHED_ON)
    made = [
        _register(item, task, known.get(item.code), local_date(now))
        for item, task in zip(items, tasks, strict=True)
    ]
    if plan.is_draft:
        plans.issue(plan=plan, actor=actor, now=now)
    else:
        ids = [task.pk for task in tasks]
        periods.open_periods(today=local_date(now), now=now, plans=[plan], tasks=ids)
    return made


def _register(item: NewItem, task: Task, known: StandingItem | None, today: dt.date) -> StandingItem:
    """``known``: the item of a plan that was filed away, which goes on with the new task."""
    row = task.standing
    if known is not None:
        row.delete()
        row = known
    row.task, row.code, row.since, row.first_days = task, item.code, today, item.first_days
    row.save()
    return row


@transaction.atomic
def switch_off(*, item: StandingItem, actor: User, now: dt.datetime) -> None:
    """No further rounds; nothing that was reported is touched."""
    revising.retire_task(task=item.task, actor=actor, now=now, reason=SWITCHED_OFF, finish_begun=True)


@transaction.atomic
def switch_back_on(*, item: StandingItem, actor: User, now: dt.datetime) -> None:
    """From today on; what was over meanwhile is not asked for afterwards."""
    if item.task.withdrawn_at is None:
        return
    item.since = local_date(now)
    item.save(update_fields=["since"])
    revising.restore_task(task=item.task, actor=actor, now=now, reason=SWITCHED_ON)


@transaction.atomic
def set_first_days(*, item: StandingItem, actor: User, now: dt.datetime, days: int | None) -> None:
    """The first reminder in calendar days before the day, None for the rule's; the planner follows."""
    task = item.task
    require(permissions.may_edit(actor, task))
    if item.first_days == days:
        return
    if days is not None and not 1 <= days <= MOST_FIRST_DAYS:
        raise Refusal(f"首次提醒应为到期前 1 至 {MOST_FIRST_DAYS} 天。")
    before, item.first_days = item.first_days, days
    item.save(update_fields=["first_days"])
    change = {"首次提醒": (_days(before), _days(days))}
    record(plan=task.plan, task=task, act=TaskEvent.Act.ADJUSTED, actor=actor, now=now, changes=change)


def _days(days: int | None) -> str:
    return "按提醒规则" if days is None else f"到期前{days}天"


@transaction.atomic
def open_round(*, item: StandingItem, actor: User, now: dt.datetime, event_on: dt.date) -> Period:
    """The round of an item that counts from an event, such as the approval of a budget."""
    task = item.task
    require(permissions.may_edit(actor, task))
    if not follows_events(task.deadline):
        raise Refusal("这一事项的期次每年自动开启，不需要填写批复日期。")
    if abs((event_on - local_date(now)).days) > MOST_DAYS_OFF:
        raise Refusal("批复日期应在一年之内，请核对。")
    span = span_after(task.deadline, event_on, current_calendar())
    period, created = Period.objects.get_or_create(
        task=task,
        key=span.key,
        defaults={
            "label": span.label,
            "starts_on": span.starts_on,
            "due_on": span.due_on,
            "first_due_on": span.due_on,
        },
    )
    if created:
        owed = periods.owe(period, task, task.plan, periods.owed_on(task, local_date(now)))
        changes = {"期次": ("", f"{span.label}，{len(owed)} 件承办事项")}
        record(plan=task.plan, task=task, act=TaskEvent.Act.OPENED, actor=actor, now=now, changes=changes)
    return period
