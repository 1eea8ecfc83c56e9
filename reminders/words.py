"""A rule in sentences, as the office reads it, and on an example."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reminders.models import OVERDUE, ReminderRule
from reminders.rules import HANDLER, HEAD, LEADER, OFFICE, PlannedStep, due_steps
from tasks.workdays import WorkCalendar

_WHO = {HANDLER: "经办人", HEAD: "负责人", OFFICE: "公开办", LEADER: "分管领导"}
# How far past the deadline the example goes.
PAST = dt.timedelta(14)


@dataclass(frozen=True, slots=True)
class ExampleDay:
    """One line of the example."""

    day: dt.date
    what: str
    who: str


def example(rule: ReminderRule, due_on: dt.date, calendar: WorkCalendar) -> list[ExampleDay]:
    """When an item due on ``due_on`` that nobody reports on would be reminded of, until two weeks late."""
    steps = due_steps(
        due_on=due_on,
        first_days=None,
        long_term=False,
        today=due_on + PAST,
        calendar=calendar,
        steps=rule.steps,
        escalations=rule.escalations,
    )
    return [ExampleDay(step.on, _what(step, due_on), _who(step, rule, due_on)) for step in steps]


def _what(step: PlannedStep, due_on: dt.date) -> str:
    if step.code == "FIRST":
        return "首次提醒"
    if step.code.startswith(OVERDUE):
        return f"逾期 {(step.on - due_on).days} 天"
    days = step.code.removeprefix("T-")
    return "到期当天" if days == "0" else f"到期前 {days} 个工作日"


def _who(step: PlannedStep, rule: ReminderRule, due_on: dt.date) -> str:
    audience = set(step.audience)
    if rule.head_before_due and step.on <= due_on:
        audience.add(HEAD)
    return "、".join(label for part, label in _WHO.items() if part in audience)


def rule_words(rule: ReminderRule) -> list[str]:
    """What the rule does, one sentence a point."""
    who = "经办人和负责人" if rule.head_before_due else "经办人"
    days = [str(each) for each in sorted(rule.workdays_before, reverse=True) if each]
    before = f"到期前 {'、'.join(days)} 个工作日" if days else ""
    on_the_day = "到期当天" if 0 in rule.workdays_before else ""
    points = "和".join(part for part in (before, on_the_day) if part)
    when = "每天" if rule.on_days_off else "工作日"
    return [
        f"有期限的任务：期限前 {rule.first_days} 天首次提醒{who}"
        + (f"，{points}各再提醒一次。" if points else "。"),
        f"长期任务：每期结束前 {rule.long_term_days} 天提醒{who}填报本期进展。",
        "期限遇休息日的，期限不变，提醒提前到之前最近的一个工作日发出。",
        f"逾期后每隔 {rule.overdue_every} 个工作日提醒一次；逾期满 {rule.head_from} 天起同时提醒负责人，"
        f"满 {rule.office_from} 天起同时告知公开办和分管领导。",
        "计划下发时已经逾期的事项，下发后第一个工作日提醒经办人和负责人，此后从下发之日起计算逾期天数。",
        "被退回的事项立即提醒；已提交、已完成和不适用的事项不再提醒。",
        f"{when} {rule.send_at:%H:%M} 起发出，{rule.send_until:%H:%M} 以后不再发出；"
        "每人每天每个渠道至多一封汇总，退回和催办另行即时发出。",
    ]
