"""When an organisation reminds of what, and by which days."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from reminders.rules import HEAD, LEADER, OFFICE, Escalation, Step, StepKind
from reminders.window import Window
from units.models import Unit

# The code of the step for a return; the rule's own steps are FIRST, T-7 …, T+3 …, P.
RETURNED = "R"
# What the codes of overdue steps begin with.
OVERDUE = "T+"


def default_workdays() -> list[int]:
    return [7, 3, 1, 0]


def are_workdays(value: object) -> None:
    """Whole working days between 0 and 60, none twice."""
    days = value if isinstance(value, list) else [None]
    if not all(type(each) is int and 0 <= each <= 60 for each in days) or len(set(days)) < len(days):
        raise ValidationError("到期前的工作日数应为 0 至 60 的整数，且不重复。")


class ReminderRule(models.Model):
    """提醒规则 of one organisation.  Without a row the defaults below hold: ``ReminderRule()``."""

    organisation = models.OneToOneField(
        Unit, models.CASCADE, related_name="reminder_rule", verbose_name="所属机关"
    )
    first_days = models.PositiveSmallIntegerField("首次提醒（到期前天数）", default=30)
    long_term_days = models.PositiveSmallIntegerField("长期任务（本期结束前天数）", default=10)
    workdays_before = models.JSONField(
        "到期前工作日", default=default_workdays, validators=[are_workdays], blank=True
    )
    overdue_every = models.PositiveSmallIntegerField("逾期后每隔工作日", default=3)
    # Only a head can submit, so heads hear of a deadline before it has passed unless the office says no.
    head_before_due = models.BooleanField("到期前同时提醒负责人", default=True)
    head_from = models.PositiveSmallIntegerField("逾期几天起提醒负责人", default=3)
    office_from = models.PositiveSmallIntegerField("逾期几天起报公开办和分管领导", default=7)
    send_at = models.TimeField("每日发出时间", default=dt.time(8, 30))
    send_until = models.TimeField("此后不再发出", default=dt.time(18, 0))
    on_days_off = models.BooleanField("休息日也发出", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "提醒规则"
        ordering = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(overdue_every__gte=1, overdue_every__lte=60),
                name="rule_overdue_every_sane",
                violation_error_message="逾期后的间隔应为 1 至 60 个工作日。",
            ),
            models.CheckConstraint(
                condition=Q(first_days__lte=180, long_term_days__lte=80),
                name="rule_first_days_sane",
                violation_error_message="首次提醒最多提前 180 天，长期任务最多提前 80 天。",
            ),
            models.CheckConstraint(
                condition=Q(send_at__lt=F("send_until")),
                name="rule_window_opens_before_it_closes",
                violation_error_message="发出时间应早于停止时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}提醒规则"

    @property
    def steps(self) -> tuple[Step, ...]:
        """In the words of reminders.rules.  Codes are part of a reminder's key; the first reminders' do
        not follow their figures: moving one moves what is planned and repeats nothing."""
        return (
            Step("FIRST", StepKind.FIRST, self.first_days),
            *(Step(f"T-{days}", StepKind.BEFORE, days) for days in self.workdays_before),
            Step(OVERDUE, StepKind.OVERDUE, self.overdue_every),
            Step("P", StepKind.PERIOD_END, self.long_term_days),
            Step(RETURNED, StepKind.RETURNED, 0),
        )

    @property
    def escalations(self) -> tuple[Escalation, ...]:
        return (
            Escalation(self.head_from, frozenset({HEAD})),
            Escalation(self.office_from, frozenset({OFFICE, LEADER})),
        )

    @property
    def window(self) -> Window:
        return Window(self.send_at, self.send_until, self.on_days_off)
