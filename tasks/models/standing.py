"""Standing items (常设事项): what a task of a standing plan is beside a task, and which plan carries it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tasks.models.task import Task
from units.models import Unit


class StandingItem(models.Model):
    """常设事项: a task that comes again whether or not a plan is imported.

    ``code`` names the preset that it was made from, empty for an item of one's own.  ``since``: the day from
    which it is asked for; rounds before it never open.  ``first_days``: the first reminder in calendar days
    before the day, in place of the rule's; the planner of reminders reads it.
    """

    organisation = models.ForeignKey(
        Unit, models.CASCADE, related_name="standing_items", verbose_name="所属机关"
    )
    task = models.OneToOneField(Task, models.CASCADE, related_name="standing")
    code = models.CharField("代码", max_length=20, blank=True)
    since = models.DateField("起算日期", null=True, blank=True)
    first_days = models.PositiveSmallIntegerField("首次提醒（到期前天数）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "常设事项"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"],
                condition=~Q(code=""),
                name="standing_item_once",
                violation_error_message="这一常设事项已经启用过。",
            ),
            models.CheckConstraint(
                condition=Q(first_days__isnull=True) | Q(first_days__gte=1, first_days__lte=180),
                name="standing_first_days_sane",
                violation_error_message="首次提醒应为到期前 1 至 180 天。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.task}".strip()


class Carrying(models.Model):
    """承接: a person's word that a task of a plan is the same duty as a standing item, or that it is not.

    While a plan in force carries a standing item, the rounds that the plan's task covers are not asked for
    beside it (tasks.carriers).
    """

    standing = models.ForeignKey(Task, models.CASCADE, related_name="carriers", verbose_name="常设事项")
    task = models.ForeignKey(Task, models.CASCADE, related_name="carries", verbose_name="计划任务")
    same = models.BooleanField("是同一件事", default=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "承接"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["standing", "task"], name="carrying_once")]

    def __str__(self) -> str:
        return f"{self.task} {'承接' if self.same else '不是'} {self.standing}"
