"""What people keep of a plan's table: views under a name, and who is at it just now."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tasks.models.plan import Plan
from units.models import Unit, User
from units.permissions import scope_of


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> SavedViewQuerySet:
        """One's own, and those that colleagues of the same organisations share."""
        shared = Q(shared=True, organisation__in=scope_of(user).organisations)
        return self.filter(Q(owner=user) | shared)


class SavedView(models.Model):
    """A filter, an order and a grouping of one plan's table, as the query of its address."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="views")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # Whose people see it once it is shared.
    organisation = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    name = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=500, blank=True)
    shared = models.BooleanField("本机关共用", default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用视图"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "owner", "name"], name="view_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """When somebody who may edit a plan last had its table open."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "在场"
        constraints = [models.UniqueConstraint(fields=["plan", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.seen_at:%H:%M}"
