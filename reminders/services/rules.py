"""Acts on the rules of an organisation: when it reminds, and the first reminder of single tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from common.decisions import Refusal, require
from reminders.models import FirstReminder, ReminderRule
from reminders.permissions import may_keep_rules
from tasks.models import Task
from units import audit
from units.audit import By
from units.models import Unit, User


def rule_of(organisation: Unit) -> ReminderRule:
    """Its rule, or an unsaved one with the defaults."""
    return ReminderRule.objects.filter(organisation=organisation).first() or ReminderRule(
        organisation=organisation
    )


@transaction.atomic
def change_rule(*, actor: User, rule: ReminderRule, by: By) -> ReminderRule:
    """Save a rule with its new figures; the planner brings what has not gone out in line with it."""
    require(may_keep_rules(actor, rule.organisation))
    rule.full_clean()
    before = rule_of(rule.organisation)
    rule.pk = before.pk
    rule.save()
    changed = _changes(before, rule)
    if changed:
        audit.note(audit.RULE_CHANGED, by, rule.organisation, **changed)
    return rule


@transaction.atomic
def set_first_reminders(*, actor: User, days: Mapping[int, int | None], organisation: Unit, by: By) -> int:
    """First reminders by task id, None for the rule's own; returns how many changed."""
    require(may_keep_rules(actor, organisation))
    tasks = Task.objects.filter(pk__in=days, plan__organisation=organisation).select_related("first_reminder")
    changed: dict[str, list[int | None]] = {}
    for task in tasks:
        row = getattr(task, "first_reminder", None)
        before, after = (row.days if row else None), days[task.pk]
        if before != after:
            _set(task, row, after)
            changed[str(task)] = [before, after]
    if len(tasks) < len(days):
        raise Refusal("有的任务不属于本机关，没有保存。")
    if changed:
        audit.note(audit.RULE_CHANGED, by, organisation, 首次提醒=changed)
    return len(changed)


def _set(task: Task, row: FirstReminder | None, days: int | None) -> None:
    if days is None:
        if row:
            row.delete()
        return
    row = row or FirstReminder(task=task)
    row.days = days
    row.full_clean()
    row.save()


def _changes(before: ReminderRule, after: ReminderRule) -> dict[str, list[Any]]:
    fields = [each for each in ReminderRule._meta.concrete_fields if each.name not in {"id", "organisation"}]
    pairs = ((each, getattr(before, each.name), getattr(after, each.name)) for each in fields)
    return {str(each.verbose_name): [_plain(old), _plain(new)] for each, old, new in pairs if old != new}


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, int, list)) else str(value)
