"""A task of a plan and who carries it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from tasks.deadlines import Deadline, DeadlineKind, Recurrence
from tasks.models.plan import Plan, Requirement, read_whole
from tasks.roles import ROLE_LABELS, Role
from units.models import Unit, UnitGroup, User
from units.permissions import scope_of

ROLE_CHOICES = [(str(role), label) for role, label in ROLE_LABELS.items()]
KIND_CHOICES = [
    (str(DeadlineKind.DATE), "有期限"),
    (str(DeadlineKind.RELATIVE), "印发后若干日"),
    (str(DeadlineKind.LONG_TERM), "长期"),
    (str(DeadlineKind.NONE), "未定"),
]
RECURRENCE_CHOICES = [
    (str(Recurrence.YEARLY), "每年"),
    (str(Recurrence.HALF_YEARLY), "每半年"),
    (str(Recurrence.QUARTERLY), "每季度"),
    (str(Recurrence.MONTHLY), "每月"),
]


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> TaskQuerySet:
        """Tasks of visible plans: whoever has a part in a plan reads the plan around it."""
        scope = scope_of(user)
        reach = read_whole(scope, "plan__")
        if scope.units:
            reach |= Q(plan__in=Plan.objects.visible_to(user).values("pk"))
        return self.filter(reach)

    def in_force(self) -> TaskQuerySet:
        """Without those that a revision of the plan has taken out: they keep their rows and reports."""
        return self.filter(withdrawn_at__isnull=True)

    def in_printed_order(self) -> TaskQuerySet:
        return self.order_by("plan", "position", "pk")


class Task(models.Model):
    """工作任务: a clause to be carried out, with its printed text, deadline and place in the source."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks", verbose_name="计划")
    requirement = models.ForeignKey(
        Requirement, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="工作要求"
    )
    position = models.PositiveIntegerField("顺序")
    number = models.CharField("序号", max_length=20, blank=True)
    text = models.TextField("任务")
    remark = models.TextField("备注", blank=True)
    # False for prohibitions and statements: they stand in the plan and want no light.
    is_directive = models.BooleanField("需要落实", default=True)

    deadline_text = models.CharField("时限原文", max_length=200, blank=True)
    deadline_kind = models.CharField(
        "时限类别", max_length=20, choices=KIND_CHOICES, default=str(DeadlineKind.NONE)
    )
    due_on = models.DateField("完成日期", null=True, blank=True)
    days_after_issue = models.PositiveSmallIntegerField("印发后天数", null=True, blank=True)
    working_days = models.BooleanField("按工作日计", default=False)
    recurrence = models.CharField("周期", max_length=20, choices=RECURRENCE_CHOICES, blank=True)
    deadline_reason = models.CharField("时限读法", max_length=200, blank=True)

    # Where it stands in the source, and the printed row by plan column: the ledger prints it again.
    place = models.JSONField(default=dict, blank=True)
    cells = models.JSONField(default=list, blank=True)
    # When a revision of the plan took it out; what was reported stays readable, nothing is owed any more.
    withdrawn_at = models.DateTimeField("撤出时间", null=True, blank=True)
    # Raised by every edit: the later of two edits of one field sees the earlier.
    version = models.PositiveIntegerField(default=1)

    # Its assignments with their holders, where tasks.status has loaded them.
    division: list[Assignment]

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["plan", "position"], name="task_by_plan")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="task_has_text", violation_error_message="任务内容不能为空。"
            ),
            models.CheckConstraint(
                condition=~Q(deadline_kind="date") | Q(due_on__isnull=False),
                name="dated_task_has_date",
                violation_error_message="有期限的任务必须填写日期。",
            ),
            models.CheckConstraint(
                condition=~Q(deadline_kind="relative") | Q(days_after_issue__isnull=False),
                name="relative_task_has_days",
                violation_error_message="请填写印发后的天数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:40]}" if self.number else self.text[:40]

    @property
    def deadline(self) -> Deadline:
        return Deadline(
            text=self.deadline_text or None,
            kind=DeadlineKind(self.deadline_kind),
            date=self.due_on,
            days_after_issue=self.days_after_issue,
            working_days=self.working_days,
            recurrence=Recurrence(self.recurrence) if self.recurrence else None,
        )


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def of_units(self, unit_ids: Iterable[int]) -> AssignmentQuerySet:
        """Assignments that name one of the units, or a collective that holds one of them."""
        ids = list(unit_ids)
        return self.filter(Q(unit__in=ids) | Q(group__memberships__unit__in=ids))


class Assignment(models.Model):
    """责任分工: a unit or a collective has a role in a task; ``phrase`` is how it was printed."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="assignments")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="assignments")
    group = models.ForeignKey(UnitGroup, models.PROTECT, null=True, blank=True, related_name="assignments")
    role = models.CharField("分工", max_length=20, choices=ROLE_CHOICES)
    phrase = models.CharField("原文", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任分工"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, group__isnull=True)
                | Q(unit__isnull=True, group__isnull=False),
                name="assignment_unit_or_group",
                violation_error_message="一条分工只能指向一个单位或一个统称。",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[str(role) for role in Role]), name="assignment_role_known"
            ),
            models.UniqueConstraint(fields=["task", "unit", "role"], name="assignment_unit_once"),
            models.UniqueConstraint(fields=["task", "group", "role"], name="assignment_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.holder}"

    @property
    def role_word(self) -> str:
        return ROLE_LABELS[Role(self.role)]

    @property
    def holder(self) -> Unit | UnitGroup:
        return self.unit or self.group  # type: ignore[return-value]
