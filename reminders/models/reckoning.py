"""What the nightly check of the reminders found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Reckoning(models.Model):
    """核对: what should have been planned against the rows, before and after the planner's repair."""

    at = models.DateTimeField("时间", default=timezone.now)
    compared = models.PositiveIntegerField("核对条数")
    found = models.PositiveIntegerField("不一致")
    left = models.PositiveIntegerField("修复后仍不一致")
    # The first differences, one sentence each.
    sample = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = "核对"
        ordering = ["-at", "-pk"]
        get_latest_by = "at"
        indexes: ClassVar = [models.Index(fields=["-at"], name="reckoning_by_time")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.found}/{self.left}"
