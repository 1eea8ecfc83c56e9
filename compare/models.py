"""One plan beside another: last year's, or an upstream document; and what a person has said of each pair."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tasks.models import Plan, Task
from units.models import User
from units.permissions import scope_of


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def visible_to(self, user: User) -> ComparisonQuerySet:
        """Those of the offices' own plans, as far as the person may read what they are compared with."""
        others = Plan.objects.visible_to(user).values("pk")
        return self.filter(
            Q(other__organisation__in=scope_of(user).offices) | Q(other__in=others),
            plan__organisation__in=scope_of(user).offices,
        )


class Comparison(models.Model):
    """对照: ``plan`` beside ``other``, which came before it: in time, or from above."""

    class Kind(models.TextChoices):
        YEAR = "year", "回头看"
        LEVEL = "level", "上下级对照"

    kind = models.CharField("类别", max_length=20, choices=Kind)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="comparisons", verbose_name="计划")
    other = models.ForeignKey(Plan, models.CASCADE, related_name="+", verbose_name="对照的计划")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    # When pairs were last proposed.
    proposed_at = models.DateTimeField("比对时间", default=timezone.now)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对照"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "other", "kind"], name="comparison_once"),
            models.CheckConstraint(condition=~Q(plan=F("other")), name="comparison_of_two"),
        ]

    def __str__(self) -> str:
        return f"《{self.plan}》对照《{self.other}》"

    @property
    def is_yearly(self) -> bool:
        return self.kind == self.Kind.YEAR


class Link(models.Model):
    """Two tasks that are, or may be, the same duty.  A proposal is made anew as often as wanted; what a
    person has said of a pair stays."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待确认"
        CONFIRMED = "confirmed", "已确认"
        REJECTED = "rejected", "不是同一项"

    class Origin(models.TextChoices):
        LIKENESS = "likeness", "文字相似"
        PERSON = "person", "人工对应"
        CARRIED = "carried", "结转"
        DRAFTED = "drafted", "起草时沿用"

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="links")
    before = models.ForeignKey(Task, models.CASCADE, related_name="+", verbose_name="原任务")
    after = models.ForeignKey(Task, models.CASCADE, related_name="+", verbose_name="本计划任务")
    likeness = models.PositiveSmallIntegerField("相似度")
    state = models.CharField("状态", max_length=20, choices=State, default=State.PROPOSED)
    origin = models.CharField("由来", max_length=20, choices=Origin, default=Origin.LIKENESS)
    # From year to year a task has one partner; an upstream clause may be carried by several.
    sole = models.BooleanField()
    # A deadline that was moved on by a year and that nobody has looked at yet.
    to_check = models.BooleanField("时限待核对", default=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "对应关系"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["comparison", "before", "after"], name="link_once"),
            models.UniqueConstraint(
                fields=["comparison", "before"],
                condition=Q(sole=True, state="confirmed"),
                name="link_of_before",
            ),
            models.UniqueConstraint(
                fields=["comparison", "after"],
                condition=Q(sole=True, state="confirmed"),
                name="link_of_after",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | ~Q(state="proposed") & Q(decided_at__isnull=False),
                name="link_decided_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} — {self.after}（{self.get_state_display()}）"


class Gap(models.Model):
    """Why a task of the other plan has no partner here: 未承接, or no longer part of this year's plan."""

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="gaps")
    task = models.ForeignKey(Task, models.CASCADE, related_name="+")
    reason = models.TextField("理由")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "未承接的理由"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["comparison", "task"], name="gap_once"),
            models.CheckConstraint(
                condition=~Q(reason=""), name="gap_has_reason", violation_error_message="请写明理由。"
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:40]
