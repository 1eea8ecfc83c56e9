"""Rules, reminders, deliveries.  A Reminder is the notice itself; a Delivery carries many of them outside."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from reminders.rules import HEAD, LEADER, OFFICE, Escalation, Step, StepKind
from reminders.window import Window
from tasks.models import Obligation, Plan
from tasks.workflow import State as ObligationState
from units.models import Unit, User
from units.permissions import scope_of

# Something is still to be done by the unit; a submitted item waits for the office and is silent.
WAITING_STATES = (str(ObligationState.PENDING), str(ObligationState.RETURNED))
# The code of the step for a return; the rule's own steps are FIRST, T-7 …, T+3 …, P.
RETURNED = "R"
# What the codes of overdue steps begin with.
OVERDUE = "T+"


def default_workdays() -> list[int]:
    return [7, 3, 1, 0]


def are_workdays(value: object) -> None:
    """Whole working days between 0 and 60, none twice."""
    days = value if isinstance(value, list) else [None]
    if not all(type(each) is int and 0 <= each <= 60 for each in days) or len(set(days)) < len(days):
        raise ValidationError("到期前的工作日数应为 0 至 60 的整数，且不重复。")


class ReminderRule(models.Model):
    """提醒规则 of one organisation.  Without a row the defaults below hold: ``ReminderRule()``."""

    organisation = models.OneToOneField(
        Unit, models.CASCADE, related_name="reminder_rule", verbose_name="所属机关"
    )
    first_days = models.PositiveSmallIntegerField("首次提醒（到期前天数）", default=30)
    long_term_days = models.PositiveSmallIntegerField("长期任务（本期结束前天数）", default=10)
    workdays_before = models.JSONField(
        "到期前工作日", default=default_workdays, validators=[are_workdays], blank=True
    )
    overdue_every = models.PositiveSmallIntegerField("逾期后每隔工作日", default=3)
    # Only a head can submit, so heads hear of a deadline before it has passed unless the office says no.
    head_before_due = models.BooleanField("到期前同时提醒负责人", default=True)
    head_from = models.PositiveSmallIntegerField("逾期几天起提醒负责人", default=3)
    office_from = models.PositiveSmallIntegerField("逾期几天起报公开办和分管领导", default=7)
    send_at = models.TimeField("每日发出时间", default=dt.time(8, 30))
    send_until = models.TimeField("此后不再发出", default=dt.time(18, 0))
    on_days_off = models.BooleanField("休息日也发出", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "提醒规则"
        ordering = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(overdue_every__gte=1, overdue_every__lte=60),
                name="rule_overdue_every_sane",
                violation_error_message="逾期后的间隔应为 1 至 60 个工作日。",
            ),
            models.CheckConstraint(
                condition=Q(first_days__lte=180, long_term_days__lte=80),
                name="rule_first_days_sane",
                violation_error_message="首次提醒最多提前 180 天，长期任务最多提前 80 天。",
            ),
            models.CheckConstraint(
                condition=Q(send_at__lt=F("send_until")),
                name="rule_window_opens_before_it_closes",
                violation_error_message="发出时间应早于停止时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}提醒规则"

    @property
    def steps(self) -> tuple[Step, ...]:
        """In the words of reminders.rules.  Codes are part of a reminder's key; the first reminders' do
        not follow their figures: moving one moves what is planned and repeats nothing."""
        return (
            Step("FIRST", StepKind.FIRST, self.first_days),
            *(Step(f"T-{days}", StepKind.BEFORE, days) for days in self.workdays_before),
            Step(OVERDUE, StepKind.OVERDUE, self.overdue_every),
            Step("P", StepKind.PERIOD_END, self.long_term_days),
            Step(RETURNED, StepKind.RETURNED, 0),
        )

    @property
    def escalations(self) -> tuple[Escalation, ...]:
        return (
            Escalation(self.head_from, frozenset({HEAD})),
            Escalation(self.office_from, frozenset({OFFICE, LEADER})),
        )

    @property
    def window(self) -> Window:
        return Window(self.send_at, self.send_until, self.on_days_off)


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


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def run_by(self, user: User) -> DeliveryQuerySet:
        """Deliveries that carry something of the organisations whose office the person is in."""
        carried = DeliveryItem.objects.filter(
            delivery=OuterRef("pk"), reminder__obligation__plan__organisation__in=scope_of(user).offices
        )
        return self.filter(Exists(carried))


class Delivery(models.Model):
    """投递: what one person gets on one channel and day: the morning's digest, or what cannot wait for it.

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
        DIGEST = "digest", "每日提醒"
        AT_ONCE = "at_once", "即时提醒"

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
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
                fields=["next_try_at"],
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
        return f"{self.recipient} {self.channel} {self.day:%Y-%m-%d}"


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
