"""Units, people and the roles that people hold in units."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone

from units.credentials import RecoveryCode, SecondFactor, Session, UsedPassword

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "Membership",
    "MembershipQuerySet",
    "RecoveryCode",
    "SecondFactor",
    "Session",
    "Unit",
    "UnitAlias",
    "UnitGroup",
    "UnitGroupMember",
    "UnitQuerySet",
    "UsedPassword",
    "User",
    "UserManager",
]


class UnitQuerySet(models.QuerySet["Unit"]):
    def under(self, unit: Unit) -> UnitQuerySet:
        """``unit`` and everything below it."""
        return self.filter(path__startswith=unit.path)

    def in_use(self) -> UnitQuerySet:
        return self.filter(retired_on__isnull=True)

    def sections_of(self, organisation: Unit) -> UnitQuerySet:
        """The organisation itself and its sections, not its subordinate organisations' sections."""
        return self.filter(organisation=organisation).in_use()


class Unit(models.Model):
    """A place in the tree: an organisation (bureau, township) or a section inside one.

    ``path`` is the materialised way from the root, ``/3/17/``: a subtree is one prefix.  ``organisation`` is
    the nearest organisation at or above; an organisation points to itself.  Both are kept by units.services.
    """

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", "机关单位"
        SECTION = "section", "内设机构"
        # A body that documents name and that the organisation does not run; kept in its directory alone.
        OUTSIDE = "outside", "外单位"

    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    organisation = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="sections"
    )
    path = models.CharField(max_length=200, editable=False, db_index=True)
    position = models.PositiveIntegerField("顺序", default=0)
    retired_on = models.DateField("停用日期", null=True, blank=True)
    # Into which unit it was merged when it was retired.
    successor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["path", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                condition=Q(retired_on__isnull=True),
                name="unit_name_unique_among_siblings",
                violation_error_message="同一上级下已有同名单位。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitAlias(models.Model):
    """Another name under which an organisation's documents call a unit; remembered answers of imports."""

    organisation = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name="单位")
    name = models.CharField("别名", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "单位别名"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="alias_unique_in_organisation",
                violation_error_message="这个别名已指向另一个单位。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitGroup(models.Model):
    """A collective such as 各科室: a name that stands for several units of an organisation."""

    organisation = models.ForeignKey(Unit, models.CASCADE, related_name="groups", verbose_name="所属机关")
    name = models.CharField("统称", max_length=100)
    members = models.ManyToManyField(Unit, through="UnitGroupMember", related_name="member_of")

    class Meta:
        verbose_name = verbose_name_plural = "统称"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="group_unique_in_organisation",
                violation_error_message="本机关已有这个统称。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitGroupMember(models.Model):
    """A unit's membership in a collective, from a date until a date (both may be open)."""

    group = models.ForeignKey(UnitGroup, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    starts_on = models.DateField("起", null=True, blank=True)
    ends_on = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "统称成员"
        ordering = ["unit__position", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "unit"], name="group_member_once"),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person.  What they may do follows from their memberships, not from Django's permissions."""

    username = models.CharField(
        "账号", max_length=60, unique=True, error_messages={"unique": "这个账号已有人使用。"}
    )
    name = models.CharField("姓名", max_length=60)
    email = models.EmailField("电子邮箱", blank=True)
    phone = models.CharField("手机", max_length=30, blank=True)
    is_active = models.BooleanField("启用", default=True)
    is_staff = models.BooleanField("可进入技术后台", default=False)
    joined_at = models.DateTimeField("建立时间", default=timezone.now)
    password_set_at = models.DateTimeField("密码设置时间", default=timezone.now, editable=False)
    # The password was made by somebody else: it opens nothing but the change of it, and not for long.
    password_is_first = models.BooleanField(default=False, editable=False)
    # When the person last opened the work desk: “since my last visit” counts from here.
    desk_seen_at = models.DateTimeField(null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_set_at = timezone.now()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: dt.date) -> MembershipQuerySet:
        """Memberships that hold on this day, of people who are active."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=on),
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            user__is_active=True,
        )


class Membership(models.Model):
    """A role that a person holds in a unit, from a day until a day (both may be open).

    ``acting_for``: whom the person stands in for; empty where the role is the person's own.
    """

    class Role(models.TextChoices):
        ADMIN = "admin", "系统管理员"
        AUDITOR = "auditor", "安全审计员"
        OFFICE = "office", "公开办人员"
        HEAD = "head", "部门负责人"
        HANDLER = "handler", "部门经办人"
        LEADER = "leader", "领导"

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name="单位")
    role = models.CharField("角色", max_length=20, choices=Role)
    starts_on = models.DateField("起", null=True, blank=True)
    ends_on = models.DateField("止", null=True, blank=True)
    acting_for = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="deputies", verbose_name="代理谁"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message="任职结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(acting_for__isnull=True) | ~Q(acting_for=models.F("user")),
                name="membership_not_for_oneself",
                violation_error_message="不能代理自己。",
            ),
        ]

    def __str__(self) -> str:
        words = f"{self.unit} {self.get_role_display()}"
        return f"{words}（{self.stands_in}）" if self.acting_for else words

    @property
    def stands_in(self) -> str:
        """“代张某”, or nothing."""
        return f"代{self.acting_for}" if self.acting_for else ""


class AuditEvent(models.Model):
    """Who did what, when, from where, with what result.  Rows are only ever added."""

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="人员")
    # Kept beside the key: the name typed at a failed log-in, and names of people who are gone.
    actor_name = models.CharField("姓名", max_length=60, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True)
    act = models.CharField("行为", max_length=40)
    subject = models.CharField("对象", max_length=200, blank=True)
    detail = models.JSONField("详情", default=dict)
    succeeded = models.BooleanField("成功", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.act}"


class AuditSeal(models.Model):
    """A link of the chain over the audit log (units.chain); no foreign key: it may outlast its row."""

    position = models.PositiveBigIntegerField(primary_key=True)
    event = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计封签"
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"
