"""Addresses under which calendar programs fetch what a person may see."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tasks.models import Plan

_signer = signing.Signer(salt="reminders.calendar-feed", sep=".")


class CalendarFeed(models.Model):
    """日历订阅 of a person: of what concerns them (no plan), or of one plan.

    The address holds a signed key and needs no log-in; a revoked feed is a deleted row, and its address dies.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    plan = models.ForeignKey(Plan, models.CASCADE, null=True, blank=True, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    fetched_at = models.DateTimeField("最近读取", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"
        ordering = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "plan"], name="feed_once_a_plan"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(plan__isnull=True), name="feed_once_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.plan or ''}"

    @property
    def token(self) -> str:
        return _signer.sign(self.key.hex)

    @classmethod
    def of_token(cls, token: str) -> CalendarFeed | None:
        """None for a forged token and for one that was revoked."""
        try:
            key = uuid.UUID(_signer.unsign(token))
        except (signing.BadSignature, ValueError):
            return None
        return cls.objects.filter(key=key).select_related("user", "plan").first()
