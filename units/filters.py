"""Filters of the lists, from the query string: a filtered list is a link."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet

from common.dates import SHANGHAI
from units.models import AuditEvent, Membership, Unit, User
from units.visibility import staffed_units, visible_memberships


class PersonFilter(filters.FilterSet):
    """By name, and by unit and role as far as the reader sees roles: a filter must not tell of others."""

    q = filters.CharFilter(label="姓名或账号", method="by_name")
    unit = filters.ModelChoiceFilter(label="单位", queryset=Unit.objects.none(), method="by_unit")
    role = filters.ChoiceFilter(label="角色", choices=Membership.Role.choices, method="by_role")
    active = filters.ChoiceFilter(
        label="账号", choices=[("yes", "启用"), ("no", "停用")], method="by_state", empty_label="全部账号"
    )

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = visible_memberships(reader)
        self.filters["unit"].field.queryset = staffed_units(reader).order_by("path")
        self.filters["unit"].field.empty_label = "全部单位"
        self.filters["role"].field.empty_label = "全部角色"

    def by_name(self, people: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return people.filter(Q(name__icontains=value) | Q(username__icontains=value))

    def by_unit(self, people: QuerySet[User], name: str, value: Unit) -> QuerySet[User]:
        return people.filter(pk__in=self.roles.filter(unit=value).values("user"))

    def by_role(self, people: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return people.filter(pk__in=self.roles.filter(role=value).values("user"))

    def by_state(self, people: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return people.filter(is_active=value == "yes")


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AuditFilter(filters.FilterSet):
    """By days in Shanghai, person, act and result."""

    start = filters.DateFilter(label="自", method="from_day", widget=day_input())
    end = filters.DateFilter(label="至", method="until_day", widget=day_input())
    person = filters.CharFilter(label="人员", field_name="actor_name", lookup_expr="icontains")
    act = filters.CharFilter(label="行为", field_name="act", lookup_expr="icontains")
    result = filters.ChoiceFilter(
        label="结果", choices=[("ok", "成功"), ("failed", "失败")], method="by_result", empty_label="全部结果"
    )

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    # Moments, not days, are compared: the log is long and its index is on the moment.
    def from_day(self, events: QuerySet[AuditEvent], name: str, day: dt.date) -> QuerySet[AuditEvent]:
        return events.filter(at__gte=_midnight(day))

    def until_day(self, events: QuerySet[AuditEvent], name: str, day: dt.date) -> QuerySet[AuditEvent]:
        return events.filter(at__lt=_midnight(day + dt.timedelta(days=1)))

    def by_result(self, events: QuerySet[AuditEvent], name: str, value: str) -> QuerySet[AuditEvent]:
        return events.filter(succeeded=value == "ok")


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=SHANGHAI)
