"""An act of the history on its way to another system."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from reminders.models.outlet import Outlet
from tasks.models import TaskEvent
from units.models import Unit


class Push(models.Model):
    """推送: one act for one subscription.  What is sent is settled when the row is made: a second try, or one
    by hand a week later, sends the same words under the same id."""

    # The name stays for the log when the subscription is removed.
    outlet = models.ForeignKey(Outlet, models.SET_NULL, null=True, related_name="pushes")
    name = models.CharField(max_length=60)
    organisation = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    event = models.ForeignKey(TaskEvent, models.CASCADE, related_name="+")
    payload = models.JSONField()

    class Meta:
        verbose_name = verbose_name_plural = "推送"
        ordering = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outlet", "event"], name="event_once_an_outlet"),
        ]

    def __str__(self) -> str:
        return self.name
