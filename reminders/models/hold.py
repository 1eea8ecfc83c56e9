"""A hold: while one stands, nothing leaves the house."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class HoldQuerySet(models.QuerySet["Hold"]):
    def standing(self) -> HoldQuerySet:
        return self.filter(released_at=None)


class Hold(models.Model):
    """暂停外发: from ``began_at`` until an administrator releases it.  Notices inside the system go on."""

    reason = models.CharField("原因", max_length=200)
    began_at = models.DateTimeField("开始", default=timezone.now)
    released_at = models.DateTimeField("恢复", null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "暂停外发"
        ordering = ["-began_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["began_at"], condition=Q(released_at=None), name="hold_standing"),
        ]

    def __str__(self) -> str:
        return self.reason
