"""Writes about people: accounts, first passwords, roles from a day until a day."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction

from units.audit import PASSWORD_CHANGED, PERSON_CHANGED, ROLE_CHANGED, SYSTEM, By, note
from units.models import Membership, Unit, User

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
    user = User.objects.create_user(username, password, name=name, email=email, phone=phone)
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
    """Stop or restore an account; a stopped one is logged out at its next request."""
    user.is_active = active
    user.save(update_fields=["is_active"])
    note(PERSON_CHANGED, by, user, act="启用" if active else "停用")


@transaction.atomic
def renew_password(*, user: User, by: By = SYSTEM) -> str:
    """A new random password, shown once; every session of the person ends."""
    password = random_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    note(PASSWORD_CHANGED, by, user, act="重置")
    return password


@transaction.atomic
def give_role(
    *, user: User, unit: Unit, role: str, starts_on: dt.date | None = None, by: By = SYSTEM
) -> Membership:
    """The person holds ``role`` in ``unit`` from a day on (default: at once); an ended one begins again."""
    membership, _ = Membership.objects.update_or_create(
        user=user, unit=unit, role=role, defaults={"starts_on": starts_on, "ends_on": None}
    )
    note(ROLE_CHANGED, by, user, act="任职", role=membership.get_role_display(), unit=unit.name)
    return membership


@transaction.atomic
def end_role(*, membership: Membership, on: dt.date, by: By = SYSTEM) -> None:
    """``on`` is the first day without the role; a role that never held is removed."""
    note(
        ROLE_CHANGED,
        by,
        membership.user,
        act="卸任",
        role=membership.get_role_display(),
        unit=membership.unit.name,
    )
    last_day = on - dt.timedelta(days=1)
    if membership.starts_on and membership.starts_on > last_day:
        membership.delete()
        return
    membership.ends_on = last_day
    membership.save(update_fields=["ends_on"])
