"""What is owed when, and by whom."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from tasks.models.plan import Plan, issued, read_whole
from tasks.models.task import ROLE_CHOICES, Task
from tasks.workflow import COMPLETION_LABELS, OPEN_STATES, STATE_LABELS, State
from units.models import Unit, UnitGroup, User
from units.permissions import scope_of

COMPLETION_CHOICES = [(str(word), label) for word, label in COMPLETION_LABELS.items()]
STATE_CHOICES = [(str(state), label) for state, label in STATE_LABELS.items()]


class Period(models.Model):
    """期次: a stretch of a task in which something is owed; ``key`` (“once”, “2023”, “2022Q3”) names it."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="periods")
    key = models.CharField(max_length=20)
    label = models.CharField("期次", max_length=40)
    starts_on = models.DateField("起")
    due_on = models.DateField("止")
    # The date that first stood: an extension or a correction moves due_on and leaves this.
    first_due_on = models.DateField("原定期限")
    # The plan's task that this round of a standing item is left to: nothing is owed here meanwhile.  A task
    # goes only after it has given back what it carries (tasks.services.carrying).
    carried_by = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="carried", verbose_name="承接任务"
    )

    class Meta:
        verbose_name = verbose_name_plural = "期次"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["task", "key"], name="period_once"),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("starts_on")), name="period_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def visible_to(self, user: User) -> ObligationQuerySet:
        """Whole organisations for offices and leaders; for a unit's people whatever is owed on tasks in which
        the unit has a part (a lead sees whether its co-units have reported)."""
        scope = scope_of(user)
        reach = read_whole(scope, "plan__")
        if scope.units:
            own = Obligation.objects.filter(task=OuterRef("task"), unit__in=scope.units)
            reach |= issued("plan__") & Q(Exists(own))
        return self.filter(reach)

    def owed_by(self, user: User) -> ObligationQuerySet:
        """What the units that the person reports for owe, in plans in force."""
        return self.filter(unit__in=scope_of(user).units, plan__state=Plan.State.ISSUED)

    def open(self) -> ObligationQuerySet:
        return self.filter(state__in=[str(state) for state in OPEN_STATES])

    def with_everything(self) -> ObligationQuerySet:
        """With what a row of a list shows."""
        return self.select_related("unit", "period", "task", "plan", "plan__organisation", "group")


class Obligation(models.Model):
    """承办事项: what one unit owes in one period; holds the state (tasks.workflow).

    ``task`` and ``plan`` repeat what the period knows, so that lists and figures need one table.
    """

    period = models.ForeignKey(Period, models.CASCADE, related_name="obligations")
    task = models.ForeignKey(Task, models.CASCADE, related_name="obligations")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="obligations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="obligations", verbose_name="单位")
    role = models.CharField("分工", max_length=20, choices=ROLE_CHOICES)
    # The collective through which the unit came in, kept as it stood when the period opened.
    group = models.ForeignKey(UnitGroup, models.SET_NULL, null=True, blank=True, related_name="+")
    # Whether the period is complete only when this unit is done.
    decides = models.BooleanField("须本单位完成", default=True)
    state = models.CharField("状态", max_length=20, choices=STATE_CHOICES, default=str(State.PENDING))
    due_on = models.DateField("期限")
    completion = models.CharField("完成情况", max_length=20, blank=True, choices=COMPLETION_CHOICES)
    submitted_on = models.DateField("提交日期", null=True, blank=True)
    # The day on which the unit's work was done, that is submitted; set when accepted.
    done_on = models.DateField("完成日期", null=True, blank=True)
    returned_reason = models.TextField("退回原因", blank=True)
    reported_on = models.DateField("最近填报", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承办事项"
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["unit", "state", "due_on"], name="obligation_by_unit"),
            models.Index(fields=["plan", "state", "due_on"], name="obligation_by_plan"),
            models.Index(fields=["state", "due_on"], name="obligation_by_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["period", "unit"], name="obligation_once"),
            models.CheckConstraint(
                condition=Q(state__in=[str(state) for state in State]), name="obligation_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(done_on__isnull=False), name="accepted_has_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_reason=""), name="returned_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.period}"
