"""What units report, and their evidence."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tasks.models.period import COMPLETION_CHOICES, Obligation


class ProgressReport(models.Model):
    """进展填报: three fields and no more: progress, completion word, evidence."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="reports")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The office may report for a unit; the ledger says so.
    on_behalf = models.BooleanField("代填", default=False)
    progress = models.TextField("进展情况", blank=True)
    completion = models.CharField("完成情况", max_length=20, choices=COMPLETION_CHOICES, blank=True)
    problems = models.TextField("存在问题及下一步", blank=True)
    created_at = models.DateTimeField("填报时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "进展填报"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.progress[:40]


class Evidence(models.Model):
    """佐证材料: a page's address, title and publication date."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="evidence")
    url = models.URLField("网址", max_length=500)
    title = models.CharField("标题", max_length=200, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="http://") | Q(url__startswith="https://"),
                name="evidence_is_web_address",
                violation_error_message="佐证网址应以 http:// 或 https:// 开头。",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url
