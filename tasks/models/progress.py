"""What units report, and their evidence: web pages and files."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tasks.models.period import COMPLETION_CHOICES, Obligation
from units.models import User


class ProgressReport(models.Model):
    """进展填报: three fields and no more: progress, completion word, evidence."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="reports")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The office may report for a unit; the ledger says so.
    on_behalf = models.BooleanField("代填", default=False)
    progress = models.TextField("进展情况", blank=True)
    completion = models.CharField("完成情况", max_length=20, choices=COMPLETION_CHOICES, blank=True)
    problems = models.TextField("存在问题及下一步", blank=True)
    created_at = models.DateTimeField("填报时间", default=timezone.now)
    # The form that was sent: a double click or a browser's retry finds its own row.
    token = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "进展填报"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.progress[:40]


class ReportDraft(models.Model):
    """What a person typed into the form of an obligation and has not sent; only that person reads it."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    progress = models.TextField(blank=True)
    completion = models.CharField(max_length=20, choices=COMPLETION_CHOICES, blank=True)
    problems = models.TextField(blank=True)
    # The lines of the field as typed: they need not be addresses yet.
    evidence = models.TextField(blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "未提交的填报"
        ordering = ["-updated_at"]
        constraints = [models.UniqueConstraint(fields=["obligation", "author"], name="draft_once")]

    def __str__(self) -> str:
        return self.progress[:40]


class StoredFile(models.Model):
    """A file's content, kept once whoever sent it; what it is called stands where it is used."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField("字节数")
    stored_at = models.DateTimeField("存入时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "文件"

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Its name in the storage: by content, without an extension."""
        return f"evidence/{self.sha256[:2]}/{self.sha256}"


class DraftFile(models.Model):
    """A file that was sent with a form not yet saved: nobody has to choose it again."""

    draft = models.ForeignKey(ReportDraft, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "未提交的文件"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "file"], name="draft_file_once")]

    def __str__(self) -> str:
        return self.name


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User) -> EvidenceQuerySet:
        """Evidence of whatever is visible; a file is handed out through here only."""
        return self.filter(report__obligation__in=Obligation.objects.visible_to(user))

    def update(self, **kwargs: object) -> int:
        raise TypeError("evidence is replaced, never changed")


class Evidence(models.Model):
    """佐证材料: a page's address, title and publication date, or a file where the page is not public."""

    report = models.ForeignKey(ProgressReport, models.CASCADE, related_name="evidence")
    url = models.URLField("网址", max_length=500, blank=True)
    title = models.CharField("标题", max_length=200, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="evidence")
    name = models.CharField("文件名", max_length=200, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="http://") | Q(url__startswith="https://") | Q(url=""),
                name="evidence_is_web_address",
                violation_error_message="佐证网址应以 http:// 或 https:// 开头。",
            ),
            models.CheckConstraint(
                condition=~Q(url="") & Q(file__isnull=True) | Q(url="") & Q(file__isnull=False) & ~Q(name=""),
                name="evidence_page_or_file",
                violation_error_message="一条佐证是一个网址，或者一个文件。",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.name or self.url
