"""A Reminder is the notice itself: one step, for one person, on one item."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reminders.models.rule import RETURNED
from tasks.models import Obligation, Plan
from tasks.workflow import State as ObligationState
from units.models import User
from units.permissions import scope_of

# Something is still to be done by the unit; a submitted item waits for the office and is silent.
WAITING_STATES = (str(ObligationState.PENDING), str(ObligationState.RETURNED))


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def out(self, now: dt.datetime) -> ReminderQuerySet:
        """What people see: its time has come, and nothing took it back."""
        return self.filter(visible_from__lte=now, state__in=[Reminder.State.PENDING, Reminder.State.SENT])

    def notices_of(self, user: User, now: dt.datetime) -> ReminderQuerySet:
        return self.out(now).filter(recipient=user)

    def wanting(self) -> ReminderQuerySet:
        """Whose item still waits for the unit."""
        return self.filter(obligation__state__in=WAITING_STATES, obligation__plan__state=Plan.State.ISSUED)

    def run_by(self, user: User) -> ReminderQuerySet:
        """On plans of the organisations whose office the person is in."""
        return self.filter(obligation__plan__organisation__in=scope_of(user).offices)


class Reminder(models.Model):
    """One step, for one person, on one item.  From ``visible_from`` on it is the notice inside the system.

    ``due_on`` is the due date it was planned for: another date is another row.  ``step`` is the rule's code,
    R and the event's id for a return, H and the minute for one by hand.
    """

    class State(models.TextChoices):
        PENDING = "pending", "待发出"
        SENT = "sent", "已发出"
        CANCELLED = "cancelled", "已撤回"
        SUPERSEDED = "superseded", "已并入后一次"

    # The unique key leads with the obligation, the notices' index with the recipient: no further index.
    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="reminders", db_index=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders", db_index=False
    )
    step = models.CharField(max_length=24)
    due_on = models.DateField("期限")
    visible_from = models.DateTimeField("提醒时间")
    state = models.CharField("状态", max_length=12, choices=State, default=State.PENDING)
    reason = models.CharField("缘由", max_length=100, blank=True)
    seen_at = models.DateTimeField("阅读时间", null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        ordering = ["-visible_from", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-visible_from"], name="reminder_by_recipient"),
            models.Index(fields=["visible_from"], condition=Q(state="pending"), name="reminder_to_release"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["obligation", "step", "due_on", "recipient"],
                name="reminder_once",
                violation_error_message="这次提醒已经安排。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "sent", "cancelled", "superseded"]),
                name="reminder_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.step} {self.due_on:%Y-%m-%d}"

    @property
    def by_hand(self) -> bool:
        return self.step.startswith("H")

    @property
    def at_once(self) -> bool:
        """Goes out by itself and does not wait for the morning's digest."""
        return self.by_hand or self.step.startswith(RETURNED)
