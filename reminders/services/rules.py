"""Acts on the rules of an organisation: when it reminds."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from common.decisions import require
from reminders.models import ReminderRule
from reminders.permissions import may_keep_rules
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


def _changes(before: ReminderRule, after: ReminderRule) -> dict[str, list[Any]]:
    fields = [each for each in ReminderRule._meta.concrete_fields if each.name not in {"id", "organisation"}]
    pairs = ((each, getattr(before, each.name), getattr(after, each.name)) for each in fields)
    return {str(each.verbose_name): [_plain(old), _plain(new)] for each, old, new in pairs if old != new}


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, int, list)) else str(value)
