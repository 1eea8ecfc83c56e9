"""Ways out that an organisation has set up (a group robot, a gateway), and which of them a person wants."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from common.sealing import seal, unseal
from units.models import Unit, User
from units.permissions import scope_of

MINUTE = dt.timedelta(minutes=1)
# The key of their secrets is made for this alone.
PURPOSE = "gongkai.reminders.outlets"


class OutletQuerySet(models.QuerySet["Outlet"]):
    def visible_to(self, user: User) -> OutletQuerySet:
        """All for an administrator, else those of the organisations in which the person holds a role."""
        scope = scope_of(user)
        return self.all() if scope.administers else self.filter(organisation__in=scope.organisations)


class Outlet(models.Model):
    """对外渠道: one robot or gateway.  ``kind`` is the channel's name; address and secret are kept sealed.

    One that acts are pushed to (kind ``events``) names their groups and how far the history was read for it.
    """

    organisation = models.ForeignKey(Unit, models.CASCADE, related_name="outlets", verbose_name="所属机关")
    kind = models.CharField("类别", max_length=20)
    name = models.CharField("名称", max_length=60)
    host = models.CharField("主机", max_length=255, editable=False)
    sealed_url = models.TextField(editable=False)
    sealed_secret = models.TextField(blank=True, editable=False)
    is_on = models.BooleanField("启用", default=True)
    acts = models.JSONField("推送的办理", default=list, blank=True)
    pushes_from = models.DateTimeField(default=timezone.now, editable=False)
    read_until = models.DateTimeField(default=timezone.now, editable=False)
    # How many messages went out in the minute that began at window_at.
    window_at = models.DateTimeField(null=True, editable=False)
    window_used = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对外渠道"
        ordering = ["organisation", "name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="outlet_name_once",
                violation_error_message="本机关已有同名的渠道。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return unseal(self.sealed_url, purpose=PURPOSE)

    @url.setter
    def url(self, value: str) -> None:
        self.sealed_url = seal(value, purpose=PURPOSE)

    @property
    def secret(self) -> str:
        return unseal(self.sealed_secret, purpose=PURPOSE)

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed_secret = seal(value, purpose=PURPOSE)

    def take_turn(self, now: dt.datetime, most: int) -> dt.datetime | None:
        """Use one of this minute's messages (at most so many); where all are used, when the next begins."""
        mine = Outlet.objects.filter(pk=self.pk)
        if mine.filter(Q(window_at__isnull=True) | Q(window_at__lte=now - MINUTE)).update(
            window_at=now, window_used=1
        ):
            return None
        if mine.filter(window_used__lt=most).update(window_used=F("window_used") + 1):
            return None
        began = mine.values_list("window_at", flat=True).get()
        return (began or now) + MINUTE


class ChannelChoice(models.Model):
    """Whether a person wants a channel; without a row: the personal ones (mail) yes, outlets no."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="channel_choices")
    channel = models.CharField("渠道", max_length=20)
    outlet = models.ForeignKey(Outlet, models.CASCADE, null=True, blank=True, related_name="choices")
    is_on = models.BooleanField("接收", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "接收方式"
        ordering = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "channel"], name="channel_chosen_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.channel} {self.is_on}"
