"""What leaders keep an eye on, and what they remark."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from tasks.models.task import Task


class Watch(models.Model):
    """关注: a task on a person's own watch list."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, models.CASCADE, related_name="watches")
    since = models.DateTimeField("关注时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "关注"
        ordering = ["-since", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "task"], name="watch_once")]

    def __str__(self) -> str:
        return f"{self.user}：{self.task}"


class Remark(models.Model):
    """批示: a leader's or the office's words on a task, for everybody who sees it."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField("批示")
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "批示"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="remark_has_text",
                violation_error_message="请写明批示内容。",
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]
