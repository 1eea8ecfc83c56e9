"""What offices ask the reports for: files made in the background, and papers' templates of their own."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from reports.papers.kinds import KIND_LABELS
from tasks.models import Plan
from units.models import Unit, User
from units.permissions import scope_of

# A worker that has not finished by then is gone; the job's own limit is shorter.
STALE_AFTER = dt.timedelta(minutes=20)
# A message that has not woken a worker by then is lost.
LOST_AFTER = dt.timedelta(seconds=20)
# So long a file is kept for whoever asked for it.
KEPT_FOR = dt.timedelta(days=7)


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> ExportQuerySet:
        """One's own, of plans that one still sees: a file holds what its person may read."""
        return self.filter(requested_by=user, plan__in=Plan.objects.visible_to(user))

    def takeable(self, now: dt.datetime) -> ExportQuerySet:
        """What a worker may take: new ones, and those whose worker died."""
        abandoned = Q(state=Export.State.MAKING, claimed_at__lt=now - STALE_AFTER)
        return self.filter(Q(state=Export.State.WAITING) | abandoned)

    def left_over(self, now: dt.datetime) -> ExportQuerySet:
        """Those that nobody took in time."""
        return self.takeable(now).exclude(state=Export.State.WAITING, requested_at__gte=now - LOST_AFTER)


class Export(models.Model):
    """导出: a file that takes a while, made by a worker, fetched by the person who asked for it.

    ``path`` is its name in the storage; ``done`` of ``steps`` is its progress.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        MAKING = "making", "正在生成"
        READY = "ready", "可以下载"
        FAILED = "failed", "没有生成"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="exports", verbose_name="计划")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    requested_at = models.DateTimeField("申请时间", default=timezone.now)
    kind = models.CharField("文件", max_length=20)
    # Only what falls due from the first day to the last; both empty: everything.
    first = models.DateField("起", null=True, blank=True)
    last = models.DateField("止", null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.WAITING)
    claimed_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    path = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    failure = models.TextField("原因", blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导出"
        ordering = ["-requested_at", "-pk"]
        indexes = [models.Index(fields=["state", "claimed_at"], name="export_by_claim")]
        constraints = [
            models.CheckConstraint(condition=~Q(state="ready") | ~Q(path=""), name="export_ready_has_file"),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(failure=""), name="export_failed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(first__isnull=True, last__isnull=True) | Q(last__gte=F("first")),
                name="export_window_is_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}：{self.kind}"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.WAITING, self.State.MAKING}


class PaperTemplateQuerySet(models.QuerySet["PaperTemplate"]):
    def visible_to(self, user: User) -> PaperTemplateQuerySet:
        return self.filter(organisation__in=scope_of(user).offices)


class PaperTemplate(models.Model):
    """文稿模板: an office's own Word file in place of the built-in paper of a kind."""

    organisation = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="机关")
    kind = models.CharField(
        "文稿", max_length=20, choices=[(str(k), label) for k, label in KIND_LABELS.items()]
    )
    name = models.CharField("文件名", max_length=200)
    # In the database, so that a worker on any machine reads it and a backup holds it.
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)

    objects = PaperTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文稿模板"
        ordering = ["organisation", "kind"]
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="template_once")]

    def __str__(self) -> str:
        return self.name
