"""Tokens by which other programs of an organisation read its plans."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from units.models import Unit, User
from units.permissions import scope_of


def digest(token: str) -> str:
    """What is stored of a token: it has 256 random bits, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, user: User) -> ApiTokenQuerySet:
        """Those of the organisations whose plans the person runs."""
        return self.filter(organisation__in=scope_of(user).offices)

    def valid(self, now: dt.datetime) -> ApiTokenQuerySet:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)


class ApiToken(models.Model):
    """令牌: reads one organisation's plans in force; ``prefix`` tells people which one it is."""

    organisation = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="机关")
    name = models.CharField("用途", max_length=60)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    expires_at = models.DateTimeField("到期时间", null=True, blank=True)
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    # By the day: a row is not written at every request.
    used_on = models.DateField("最近使用", null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name}（{self.prefix}…）"
