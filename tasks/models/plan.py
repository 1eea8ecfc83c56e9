"""A plan and its headings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tasks.titles import short_title
from units.models import Unit, User
from units.permissions import Scope, scope_of


def read_whole(scope: Scope, plan: str = "") -> Q:
    """The plans that a scope reads whole, as a condition on rows whose plan is ``plan`` (“plan__”).

    Own organisations' plans for the office; issued ones of the subtree for leaders and offices above.  No
    references.
    """
    reach = Q(**{f"{plan}organisation__in": scope.offices})
    for prefix in scope.subtrees:
        reach |= issued(plan) & Q(**{f"{plan}organisation__path__startswith": prefix})
    return reach & ~Q(**{f"{plan}kind": Plan.Kind.REFERENCE})


def issued(plan: str = "") -> Q:
    return ~Q(**{f"{plan}state": Plan.State.DRAFT})


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> PlanQuerySet:
        """Own organisations' plans whole for the office; issued ones of the subtree for leaders and offices
        above; for a unit's head and handlers those in which the unit has a part.  No references: whoever
        counts, lists or searches what is to be done never meets them."""
        scope = scope_of(user)
        reach = read_whole(scope)
        if scope.units:
            named = Q(tasks__assignments__unit__in=scope.units)
            through = Q(tasks__assignments__group__memberships__unit__in=scope.units)
            reach |= issued() & Q(pk__in=Plan.objects.filter(named | through).values("pk"))
        return self.filter(reach).exclude(kind=Plan.Kind.REFERENCE)

    def references_of(self, user: User) -> PlanQuerySet:
        """Upstream documents that the person's offices keep to compare their plans with."""
        return self.filter(kind=Plan.Kind.REFERENCE, organisation__in=scope_of(user).offices)

    def editable_by(self, user: User) -> PlanQuerySet:
        mine = self.filter(organisation__in=scope_of(user).offices)
        return mine.exclude(state=Plan.State.ARCHIVED).exclude(kind=Plan.Kind.REFERENCE)


class Plan(models.Model):
    """工作要点 / 分工方案: the table that divides a year's work; or the standing items of an organisation."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", "年度方案"
        STANDING = "standing", "常设事项"
        # An upstream plan or points document: to be compared with, never put into force.
        REFERENCE = "reference", "上级文件"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已下发"
        ARCHIVED = "archived", "已归档"

    organisation = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="所属机关")
    kind = models.CharField("类别", max_length=20, choices=Kind, default=Kind.ANNUAL)
    state = models.CharField("状态", max_length=20, choices=State, default=State.DRAFT)
    title = models.CharField("标题", max_length=200)
    issuer = models.CharField("印发单位", max_length=100, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    # The date printed on the document; year-less dates and “印发后 30 日内” count from it.
    issued_on = models.DateField("印发日期", null=True, blank=True)
    # When the plan was put into force here, which opens periods and starts reminders.
    released_at = models.DateTimeField("下发时间", null=True, blank=True)
    needs_acceptance = models.BooleanField("完成须经公开办审核", default=True)
    # The plan's own column heads in printed order: the ledger prints them again.
    columns = models.JSONField("原表列名", default=list, blank=True)
    source_name = models.CharField("来源文件", max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="建立人"
    )
    created_at = models.DateTimeField("建立时间", default=timezone.now)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计划"
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "state", "year"], name="plan_by_organisation"),
            # Lists of tasks go from plan to plan in this order and stop where the page is full.
            models.Index(fields=["-year", "-id"], name="plan_by_year"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="plan_year_sane",
                violation_error_message="年度应在 2000 至 2100 之间。",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(released_at__isnull=False),
                name="plan_released_has_time",
                violation_error_message="已下发的计划必须有下发时间。",
            ),
            models.CheckConstraint(
                condition=~Q(kind="reference") | Q(state="draft"),
                name="reference_never_issued",
                violation_error_message="上级文件只作对照，不能下发。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def short_title(self) -> str:
        """For rows of several plans; the organisation is loaded."""
        return short_title(self.title, self.organisation.name)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_issued(self) -> bool:
        return self.state == self.State.ISSUED


class Requirement(models.Model):
    """工作要求: a heading of the plan.  A tree; ``title`` is as printed, numbering kept."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="requirements")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    title = models.TextField("标题")
    depth = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "工作要求"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="requirement_position_once"),
        ]

    def __str__(self) -> str:
        return self.title
