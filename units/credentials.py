"""Rows behind log-in: passwords used before, sessions with their place and time."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone


class UsedPassword(models.Model):
    """The hash of a password that a person has had, so that it is not taken again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="used_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.set_at:%Y-%m-%d}"


class Session(AbstractBaseSession):
    """Django's session with whose it is, from where and since when, so that it can be listed and ended."""

    # No constraint in the database: people are restored from a backup, sessions are not.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name="人员",
        db_constraint=False,
    )
    address = models.GenericIPAddressField("来源地址", null=True)
    agent = models.CharField("浏览器", max_length=200, blank=True)
    entered_at = models.DateTimeField("登录时间", null=True)
    seen_at = models.DateTimeField("最近操作", null=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        ordering = ["-seen_at", "session_key"]

    @classmethod
    def get_session_store_class(cls) -> type:
        from units.sessions import SessionStore

        return SessionStore


class SecondFactor(models.Model):
    """A person's generator of one-time passwords; the secret is kept sealed."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor")
    sealed_secret = models.TextField(editable=False)
    # The half-minute of the last password that was taken: none is taken twice.
    last_step = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField("启用时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "二次验证"

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """Stands in once for a generator that is lost; only its keyed hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return str(self.user)
