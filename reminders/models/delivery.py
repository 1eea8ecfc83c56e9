"""A Delivery carries something outside; its attempts say what the other side answered.

Reminders of one person, one act of the history, the system's daily message to itself: one road for all.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from reminders.models.push import Push
from reminders.models.reminder import Reminder
from units.models import User
from units.permissions import scope_of


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def run_by(self, user: User) -> DeliveryQuerySet:
        """Deliveries that carry something of the organisations whose office the person is in."""
        offices = scope_of(user).offices
        carried = DeliveryItem.objects.filter(
            delivery=OuterRef("pk"), reminder__obligation__plan__organisation__in=offices
        )
        return self.filter(Exists(carried) | Q(push__organisation__in=offices))


class Delivery(models.Model):
    """投递: what one person gets on one channel and day: the morning's digest, or what cannot wait for it.

    One act for another system, and the day's canary, have no recipient.

    ``message_id`` is the same on every try.  While ``sending``, only the holder of ``lease`` may write the
    result; when ``lease_until`` has passed, somebody else may try again.
    """

    class State(models.TextChoices):
        PENDING = "pending", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已送达对方服务器"
        IN_DOUBT = "in_doubt", "存疑"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"
        SUPERSEDED = "superseded", "已并入后一次"

    class Kind(models.TextChoices):
        """In the order of the letters they are taken up: a slow gateway holds up no person's mail."""

        AT_ONCE = "at_once", "即时提醒"
        CANARY = "canary", "自检"
        DIGEST = "digest", "每日提醒"
        EVENT = "event", "事件推送"

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False
    )
    push = models.OneToOneField(Push, models.CASCADE, null=True, related_name="delivery")
    channel = models.CharField("渠道", max_length=20)
    day = models.DateField("日期")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    sequence = models.PositiveSmallIntegerField(default=0)
    state = models.CharField("状态", max_length=12, choices=State, default=State.PENDING)
    message_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    next_try_at = models.DateTimeField("下次发送")
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    # Tries whose answer was lost: the message may have arrived each time, always under the same message id.
    unanswered = models.PositiveSmallIntegerField("未获答复", default=0)
    last_error = models.CharField("对方答复", max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投递"
        ordering = ["-day", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["kind", "next_try_at"],
                condition=Q(state__in=["pending", "sending"]),
                name="delivery_to_send",
            ),
            models.Index(fields=["-day", "-id"], name="delivery_by_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "channel", "day", "kind", "sequence"], name="delivery_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="digest") | Q(sequence=0), name="one_digest_a_person_channel_and_day"
            ),
            models.UniqueConstraint(
                fields=["channel", "day"], condition=Q(kind="canary"), name="one_canary_a_channel_and_day"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["digest", "at_once"], recipient__isnull=False, push__isnull=True)
                | Q(kind="event", recipient__isnull=True, push__isnull=False)
                | Q(kind="canary", recipient__isnull=True, push__isnull=True),
                name="delivery_carries_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "pending", "sending", "sent", "in_doubt", "failed", "cancelled", "superseded",
                    ]
                ),
                name="delivery_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(lease__isnull=False, lease_until__isnull=False),
                name="delivery_under_way_is_leased",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.recipient or self.push or '自检'} {self.channel} {self.day:%Y-%m-%d}"


class DeliveryItem(models.Model):
    """A reminder inside a delivery: at most once a channel."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="items")
    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="items", db_index=False)
    channel = models.CharField(max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "投递内容"
        ordering = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reminder", "channel"], name="reminder_once_a_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}/{self.reminder_id}"


class AttemptQuerySet(models.QuerySet["DeliveryAttempt"]):
    def update(self, **kwargs: object) -> int:
        raise TypeError("attempts are append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("attempts are append-only")


class DeliveryAttempt(models.Model):
    """One try and what the other side said.  Rows are only ever added."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "对方已接收"
        TEMPORARY = "temporary", "暂时不成，稍后再试"
        PERMANENT = "permanent", "对方拒收"
        IN_DOUBT = "in_doubt", "未获答复"

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    answer = models.CharField(max_length=300, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "投递记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.get_outcome_display()}"


class Heartbeat(models.Model):
    """When a part of the schedule last ran; ``release`` is the lock for making deliveries."""

    name = models.CharField(max_length=30, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "心跳"
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
