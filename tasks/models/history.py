"""办理记录: what happened, written in the act's own transaction; others read it later as an outbox."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from tasks.models.period import Obligation
from tasks.models.plan import Plan, issued, read_whole
from tasks.models.task import Task
from units.models import User
from units.permissions import scope_of


class TaskEventQuerySet(models.QuerySet["TaskEvent"]):
    def visible_to(self, user: User) -> TaskEventQuerySet:
        """What was done on visible plans; of obligations, on those that the person may see.

        The conditions of both, said of the row's own plan and task: nothing is looked up elsewhere.
        """
        scope = scope_of(user)
        reach = read_whole(scope, "plan__")
        if scope.units:
            own = Obligation.objects.filter(task=OuterRef("task"), unit__in=scope.units)
            named = Q(obligation__isnull=True, plan__in=Plan.objects.visible_to(user).values("pk"))
            reach |= named | issued("plan__") & Q(Exists(own), obligation__isnull=False)
        return self.filter(reach)

    def with_words(self) -> TaskEventQuerySet:
        """With what a sentence names (tasks.telling)."""
        return self.select_related("actor", "task", "plan", "obligation__unit", "obligation__period")

    def update(self, **kwargs: object) -> int:
        raise TypeError("history is append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("history is append-only")


class TaskEvent(models.Model):
    """One act.  ``changes`` maps a field to its printed values ``[before, after]``; ``values`` maps the code
    of the field to the same as the ledger stores them, for undoing."""

    class Act(models.TextChoices):
        CREATED = "created", "建立"
        ISSUED = "issued", "下发"
        ARCHIVED = "archived", "归档"
        EDITED = "edited", "修改"
        REVISED = "revised", "按修订稿修改"
        ADDED = "added", "增补"
        RETIRED = "retired", "撤出"
        RESTORED = "restored", "恢复"
        MOVED = "moved", "调整顺序"
        OPENED = "opened", "开启期次"
        REPORTED = "report", "填报进展"
        SUBMITTED = "submit", "提交审核"
        ACCEPTED = "accept", "审核通过"
        RETURNED = "return", "退回"
        WITHDRAWN = "withdraw", "撤回"
        WAIVED = "waive", "标为不适用"
        REOPENED = "reopen", "重新办理"
        ASKED = "ask", "申请延期"
        GRANTED = "grant", "同意延期"
        DENIED = "deny", "不同意延期"
        ADJUSTED = "adjust", "调整承办事项"
        DISCARDED = "discard", "删除佐证"
        REMARKED = "remark", "批示"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="events")
    task = models.ForeignKey(Task, models.CASCADE, null=True, related_name="events")
    obligation = models.ForeignKey(Obligation, models.CASCADE, null=True, related_name="events")
    # Null: the schedule acted.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Whose post the actor held for them; the name, so that the row tells it by itself.
    acting_for = models.CharField(max_length=60, blank=True)
    act = models.CharField(max_length=20, choices=Act)
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict, blank=True)
    values = models.JSONField(default=dict, blank=True)
    # What one person did in one go, to however many rows, is undone together; and what an undoing undid.
    batch = models.UUIDField(null=True, blank=True)
    undoes = models.UUIDField(null=True, blank=True)

    objects = TaskEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["task", "-at"], name="event_by_task"),
            models.Index(fields=["plan", "-at"], name="event_by_plan"),
            models.Index(fields=["batch"], name="event_by_batch", condition=models.Q(batch__isnull=False)),
            models.Index(fields=["actor", "-at"], name="event_by_actor"),
            # The news of the desk and the records, newest first over many plans.
            models.Index(fields=["-at", "-id"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("history is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("history is append-only")

    @property
    def who(self) -> str:
        """“李某（代张某）”, or the schedule."""
        if self.actor is None:
            return "系统"
        return f"{self.actor}（代{self.acting_for}）" if self.acting_for else str(self.actor)
