"""An import batch: an upload on its way to becoming a plan, never half a plan in the ledger."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from importer.draft import PlanDraft
from tasks.models import Plan
from units.models import Unit, User
from units.permissions import scope_of

# A worker that has not finished a reading by then is gone: its child is ended after 40 seconds.
STALE_AFTER = dt.timedelta(seconds=120)
# A message that has not woken a worker by then is lost.
LOST_AFTER = dt.timedelta(seconds=20)
# So long the bytes of an upload that nobody goes on with are kept: they are only needed to read it again.
KEEP_BYTES = dt.timedelta(days=30)


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: User) -> ImportBatchQuerySet:
        """Batches of the organisations whose plans the person runs."""
        return self.filter(organisation__in=scope_of(user).offices)

    def light(self) -> ImportBatchQuerySet:
        """Without the columns that hold a whole document."""
        return self.defer("content", "recognised", "source")

    def readable(self, now: dt.datetime) -> ImportBatchQuerySet:
        """Batches that a worker may take: new ones, and those whose worker died."""
        waiting = Q(state=ImportBatch.State.RECEIVED)
        abandoned = Q(state=ImportBatch.State.READING, claimed_at__lt=now - STALE_AFTER)
        return self.filter(waiting | abandoned)

    def overdue(self, now: dt.datetime) -> ImportBatchQuerySet:
        """Readable batches that nobody took in time: their message was lost, or their worker died."""
        return self.readable(now).exclude(state=ImportBatch.State.RECEIVED, received_at__gte=now - LOST_AFTER)

    def abandoned(self, now: dt.datetime) -> ImportBatchQuerySet:
        """Read or refused batches that still hold their bytes though nobody needs them any more."""
        read = [ImportBatch.State.DRAFT, ImportBatch.State.REFUSED]
        return self.filter(state__in=read, content__isnull=False, received_at__lt=now - KEEP_BYTES)


class ImportBatch(models.Model):
    """导入批次: an upload, what was recognised in it, and what people said about it.

    ``recognised`` is JSON of importer.draft, ``source`` the grid as printed (importer.source);
    ``corrections`` (importer.corrections) and ``answers`` (importer.holders) stay apart, so that they can be
    taken back.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "等待读取"
        READING = "reading", "正在读取"
        DRAFT = "draft", "待校对"
        COMMITTED = "committed", "已入库"
        REFUSED = "refused", "未能读取"
        DISCARDED = "discarded", "已放弃"
        UNDONE = "undone", "已撤销"

    organisation = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="所属机关")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    # When it last began to wait for a worker: at the upload, or when a person asked for another try.
    received_at = models.DateTimeField(default=timezone.now)
    filename = models.CharField("文件名", max_length=200, blank=True)
    pasted = models.BooleanField("粘贴的内容", default=False)
    # An upstream document: becomes a reference, to be compared with and never put into force.
    reference = models.BooleanField("上级文件，只作对照", default=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("字节数")
    # In the database, so that a worker on any machine can read it; gone once the batch is closed.
    content = models.BinaryField(null=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.RECEIVED)
    # The claim of the worker that reads; a later claim ends an earlier one.
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    refusal = models.TextField("未能读取的原因", blank=True)
    recognised = models.JSONField(null=True)
    source = models.JSONField(null=True)
    corrections = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    # What the commit made: {"tasks": int, "units": [names], "groups": [names], "aliases": [names]}; of a
    # revision also {"revision": {"added" | "changed" | "gone" | "same" | "kept": int}}.
    outcome = models.JSONField(default=dict)
    committed_at = models.DateTimeField("入库时间", null=True)
    # What importer.undo needs: ids of new units, collectives and names, and how a revision is taken back.
    undo = models.JSONField(default=dict)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+", verbose_name="计划")
    # Who last corrected or answered something: a draft is handed over without a word.
    touched_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name="校对")
    touched_at = models.DateTimeField("校对时间", null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-uploaded_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "sha256"], name="batch_by_content"),
            models.Index(fields=["state", "claimed_at"], name="batch_by_claim"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["received", "reading", "draft", "committed", "refused", "discarded", "undone"]
                ),
                name="batch_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["committed", "discarded", "undone"]) | Q(content__isnull=True),
                name="batch_closed_has_no_content",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["received", "reading"]) | Q(content__isnull=False),
                name="batch_to_be_read_has_content",
            ),
            models.CheckConstraint(
                condition=~Q(state="reading") | Q(claimed_at__isnull=False), name="batch_reading_is_claimed"
            ),
            models.CheckConstraint(
                condition=~Q(state="draft") | Q(recognised__isnull=False), name="batch_draft_is_recognised"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal=""), name="batch_refused_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state="committed", plan__isnull=False)
                | (~Q(state="committed") & Q(plan__isnull=True)),
                name="batch_committed_has_plan",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["committed", "undone"]) | Q(committed_at__isnull=False),
                name="batch_committed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What people call it: the file's name."""
        return self.filename or "粘贴的内容"

    @property
    def read_plan(self) -> PlanDraft:
        """What was recognised; only drafts and what came of them have it."""
        assert self.recognised is not None
        return PlanDraft.from_json(self.recognised)

    @property
    def is_waiting(self) -> bool:
        return self.state in (self.State.RECEIVED, self.State.READING)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    def same_content(self) -> ImportBatchQuerySet:
        """Other batches of the same bytes in the organisation that stand or led to a plan, newest first."""
        others = ImportBatch.objects.exclude(pk=self.pk).exclude(
            state__in=[self.State.REFUSED, self.State.DISCARDED, self.State.UNDONE]
        )
        mine = others.filter(organisation=self.organisation_id, sha256=self.sha256)
        return mine.filter(reference=self.reference)
