"""Writes about people: accounts, first passwords, roles from a day until a day."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from common.decisions import Refusal
from units.audit import PASSWORD_CHANGED, PERSON_CHANGED, ROLE_CHANGED, SYSTEM, By, note
from units.models import Membership, Unit, User
from units.sessions import end_sessions

# Letters and digits that nobody mistakes for one another on paper.
_LOWER, _UPPER, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"


def random_password() -> str:
    """A first password in three groups of four, of three classes: about 65 bits."""
    while True:
        signs = [secrets.choice(_LOWER + _UPPER + _DIGITS) for _ in range(12)]
        if all(set(signs) & set(kind) for kind in (_LOWER, _UPPER, _DIGITS)):
            return "-".join("".join(signs[start : start + 4]) for start in (0, 4, 8))


@transaction.atomic
def add_person(
    *, username: str, name: str, email: str = "", phone: str = "", by: By = SYSTEM
) -> tuple[User, str]:
    """A new account and its first password, which is kept nowhere: show it once."""
    password = random_password()
    user = User.objects.create_user(
        username, password, name=name, email=email, phone=phone, password_is_first=True
    )
    note(PERSON_CHANGED, by, user, act="新建", username=username)
    return user, password


@transaction.atomic
def change_person(*, user: User, name: str, email: str, phone: str, by: By = SYSTEM) -> None:
    """Name and addresses."""
    user.name, user.email, user.phone = name, email, phone
    user.save(update_fields=["name", "email", "phone"])
    note(PERSON_CHANGED, by, user, act="修改")


@transaction.atomic
def set_active(*, user: User, active: bool, by: By = SYSTEM) -> None:
    """Stop or restore an account; a stopped one is logged out."""
    user.is_active = active
    user.save(update_fields=["is_active"])
    note(PERSON_CHANGED, by, user, act="启用" if active else "停用")
    if not active:
        end_sessions(user=user, by=by)


@transaction.atomic
def renew_password(*, user: User, by: By = SYSTEM) -> str:
    """A new random password, shown once; every session of the person ends."""
    password = random_password()
    user.set_password(password)
    user.password_is_first = True
    user.save(update_fields=["password", "password_set_at", "password_is_first"])
    note(PASSWORD_CHANGED, by, user, act="重置", username=user.username)
    end_sessions(user=user, by=by)
    return password


@transaction.atomic
def change_password(*, user: User, password: str, by: By, session: str | None) -> None:
    """One's own new password, checked before; every other session of the person ends."""
    user.set_password(password)
    user.password_is_first = False
    user.save(update_fields=["password", "password_set_at", "password_is_first"])
    note(PASSWORD_CHANGED, by, user.username)
    end_sessions(user=user, by=by, besides=session)


@transaction.atomic
def give_role(
    *,
    user: User,
    unit: Unit,
    role: str,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    by: By = SYSTEM,
) -> Membership:
    """The person holds ``role`` in ``unit`` from a day (default: at once) until a day (default: open); an
    ended one begins again."""
    _refuse_both_keepers(user, role)
    membership = _appoint(user, unit, role, starts_on=starts_on, ends_on=ends_on, acting_for=None)
    note(ROLE_CHANGED, by, user, act="任职", role=str(membership), **_span(membership))
    return membership


@transaction.atomic
def name_deputy(
    *, of: Membership, user: User, starts_on: dt.date | None, ends_on: dt.date, by: By = SYSTEM
) -> Membership:
    """``user`` stands in for the holder of a role from a day until a day; the holder keeps it."""
    _refuse_both_keepers(user, of.role)
    known = Membership.objects.filter(user=user, unit=of.unit, role=of.role)
    if known.current(timezone.localdate()).filter(acting_for=None).exists():
        raise Refusal(f"{user}已任“{of}”，不需要代理。")
    membership = _appoint(user, of.unit, of.role, starts_on=starts_on, ends_on=ends_on, acting_for=of.user)
    note(ROLE_CHANGED, by, user, act="代理", role=str(membership), **_span(membership))
    return membership


@transaction.atomic
def change_span(
    *, membership: Membership, starts_on: dt.date | None, ends_on: dt.date | None, by: By = SYSTEM
) -> None:
    """From when until when (the last day, both may be open) the role holds."""
    before = _span(membership)
    membership.starts_on, membership.ends_on = starts_on, ends_on
    _valid(membership)
    membership.save(update_fields=["starts_on", "ends_on"])
    after = _span(membership)
    if before != after:
        told = {"before": "至".join(before.values()), "after": "至".join(after.values())}
        note(ROLE_CHANGED, by, membership.user, act="改任期", role=str(membership), **told)


def _appoint(user: User, unit: Unit, role: str, **values: Any) -> Membership:
    known = Membership.objects.filter(user=user, unit=unit, role=role).first()
    membership = known or Membership(user=user, unit=unit, role=role)
    for name, value in values.items():
        setattr(membership, name, value)
    _valid(membership)
    membership.save()
    return membership


def _span(membership: Membership) -> dict[str, str]:
    """The days as the audit log tells them."""
    return {"starts": str(membership.starts_on or "即日"), "ends": str(membership.ends_on or "长期")}


def _valid(membership: Membership) -> None:
    try:
        membership.full_clean(validate_unique=False)
    except ValidationError as error:
        raise Refusal("；".join(error.messages)) from error


# Whoever runs the system must not keep its log.
_KEEPERS = frozenset({Membership.Role.ADMIN, Membership.Role.AUDITOR})


def _refuse_both_keepers(user: User, role: str) -> None:
    if role not in _KEEPERS:
        return
    today = timezone.localdate()
    held = user.memberships.exclude(role=role).filter(role__in=_KEEPERS)
    if held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)).exists():
        raise Refusal("系统管理员和安全审计员不能由同一人担任。")


@transaction.atomic
def hand_over_roles(*, unit: Unit, successor: Unit, on: dt.date, by: By = SYSTEM) -> None:
    """From ``on`` the people of the unit hold the same roles in the successor; those there keep theirs."""
    held = unit.memberships.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    for membership in held.select_related("user", "unit", "acting_for"):
        there = successor.memberships.filter(user=membership.user, role=membership.role).current(on)
        if not there.exists():
            moved = _appoint(
                membership.user,
                successor,
                membership.role,
                starts_on=max(on, membership.starts_on or on),
                ends_on=membership.ends_on,
                acting_for=membership.acting_for,
            )
            note(ROLE_CHANGED, by, membership.user, act="任职", role=str(moved), **_span(moved))
        end_role(membership=membership, on=on, by=by)


@transaction.atomic
def end_role(*, membership: Membership, on: dt.date, by: By = SYSTEM) -> None:
    """``on`` is the first day without the role; a role that never held is removed."""
    note(
        ROLE_CHANGED,
        by,
        membership.user,
        act="卸任",
        role=str(membership),
    )
    last_day = on - dt.timedelta(days=1)
    if membership.starts_on and membership.starts_on > last_day:
        membership.delete()
        return
    membership.ends_on = last_day
    membership.save(update_fields=["ends_on"])
