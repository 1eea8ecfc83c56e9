"""The rules of all organisations at once, read once a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max

from reminders.models import ReminderRule
from tasks.calendar import current_calendar
from tasks.models import StandingItem
from tasks.workdays import WorkCalendar


class RuleBook:
    """Each organisation's rule (the defaults where it has none) and the calendar: three queries.

    ``longest_first`` is the longest of the first reminders that standing items have of their own, in days.
    """

    def __init__(self, rules: Iterable[ReminderRule], calendar: WorkCalendar, longest_first: int = 0) -> None:
        self.calendar = calendar
        self._longest_first = longest_first
        self._rules = {rule.organisation_id: rule for rule in rules}
        self._default = ReminderRule()

    @classmethod
    def read(cls) -> RuleBook:
        longest = StandingItem.objects.aggregate(Max("first_days"))["first_days__max"] or 0
        return cls(ReminderRule.objects.all(), current_calendar(), longest)

    def with_rule(self, rule: ReminderRule) -> RuleBook:
        """The same book with one rule changed, for a look at what it would do."""
        others = [each for each in self._rules.values() if each.organisation_id != rule.organisation_id]
        return RuleBook([*others, rule], self.calendar, self._longest_first)

    def of(self, organisation_id: int) -> ReminderRule:
        return self._rules.get(organisation_id, self._default)

    @property
    def longest_lead(self) -> int:
        """Calendar days before a deadline on which any rule may speak first; days off move a step forward."""
        rules = [self._default, *self._rules.values()]
        before = [max([rule.first_days, rule.long_term_days, *_calendar_days(rule)]) for rule in rules]
        return max(self._longest_first, *before) + 15

    def opening(self, moment: dt.datetime, organisation_ids: Iterable[int]) -> dt.datetime:
        """The first moment at or after ``moment`` at which one of these organisations sends."""
        rules = [self.of(each) for each in set(organisation_ids)] or [self._default]
        return min(rule.window.opening(moment, self.calendar) for rule in rules)


def _calendar_days(rule: ReminderRule) -> list[int]:
    """Working days before a deadline as calendar days, two days off in seven; holidays are in the margin."""
    return [each * 7 // 5 + 2 for each in rule.workdays_before]
