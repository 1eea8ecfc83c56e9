"""延期申请: a unit asks for a later day, the office decides; the first day stays visible on the period."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tasks.models.period import Obligation


class Extension(models.Model):
    """One request and what became of it.  ``due_on``: the day that stood when it was asked."""

    class State(models.TextChoices):
        ASKED = "asked", "待决定"
        GRANTED = "granted", "已同意"
        DENIED = "denied", "未同意"
        # The work was handed in, or taken off the unit, before anybody decided.
        LAPSED = "lapsed", "已失效"

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="extensions")
    state = models.CharField("结果", max_length=20, choices=State, default=State.ASKED)
    reason = models.TextField("理由")
    due_on = models.DateField("原期限")
    wanted_on = models.DateField("申请延至")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    granted_on = models.DateField("延至", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    answer = models.TextField("答复", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期申请"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(state="asked"), name="extension_open_once"
            ),
            models.CheckConstraint(condition=Q(wanted_on__gt=F("due_on")), name="extension_is_later"),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(granted_on__isnull=False), name="extension_granted_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"延至{self.wanted_on}"

    @property
    def ends_on(self) -> dt.date:
        """The day granted, else the day asked for."""
        return self.granted_on or self.wanted_on
