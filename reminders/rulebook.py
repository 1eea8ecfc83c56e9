"""The rules of all organisations at once, read once a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from reminders.models import ReminderRule
from tasks.calendar import current_calendar
from tasks.workdays import WorkCalendar


class RuleBook:
    """Each organisation's rule (the defaults where it has none) and the calendar: two queries."""

    def __init__(self, rules: Iterable[ReminderRule], calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self._rules = {rule.organisation_id: rule for rule in rules}
        self._default = ReminderRule()

    @classmethod
    def read(cls) -> RuleBook:
        return cls(ReminderRule.objects.all(), current_calendar())

    def of(self, organisation_id: int) -> ReminderRule:
        return self._rules.get(organisation_id, self._default)

    @property
    def longest_lead(self) -> int:
        """Calendar days before a deadline on which any rule may speak first; days off move a step forward."""
        rules = [self._default, *self._rules.values()]
        return max(max(rule.first_days, rule.long_term_days) for rule in rules) + 15

    def opening(self, moment: dt.datetime, organisation_ids: Iterable[int]) -> dt.datetime:
        """The first moment at or after ``moment`` at which one of these organisations sends."""
        rules = [self.of(each) for each in set(organisation_ids)] or [self._default]
        return min(rule.window.opening(moment, self.calendar) for rule in rules)
