"""People and one of their roles a row, out and in; every change goes through units.accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from common.decisions import Refusal
from units import accounts
from units.audit import By
from units.models import Membership, Unit, User
from units.sheets import Kind, Line, Row, compared
from units.visibility import visible_memberships, visible_people
from units.ways import Ways, full_names

ACCOUNT, NAME, EMAIL, PHONE, ACTIVE = "账号", "姓名", "电子邮箱", "手机", "启用"
UNIT, ROLE, START, END = "单位编号", "角色", "自何日起", "至何日止"
WAY = "单位全称（供查看）"
COLUMNS = (ACCOUNT, NAME, EMAIL, PHONE, ACTIVE, UNIT, ROLE, START, END)
PERSON = (NAME, EMAIL, PHONE, ACTIVE)
POST = (START, END)
# A new person and the first password, which is kept nowhere.
Made = tuple[User, str]
Outcome = tuple[list[Line], list[Made]]
ROLES = {str(label): str(value) for value, label in Membership.Role.choices}


def rows_of(user: User) -> list[dict[str, str]]:
    """Everybody in reach, a row a role held in the own right; one row for who has none."""
    names = full_names(Unit.objects.all())
    held: dict[int, list[Membership]] = {}
    for membership in visible_memberships(user).filter(acting_for=None).order_by("pk"):
        held.setdefault(membership.user_id, []).append(membership)
    return [
        {
            ACCOUNT: person.username,
            **_person(person),
            **_post(membership),
            WAY: names[membership.unit_id] if membership else "",
        }
        for person in visible_people(user).order_by("username")
        for membership in held.get(person.pk, [None])
    ]


def _person(person: User) -> dict[str, str]:
    active = "是" if person.is_active else "否"
    return {NAME: person.name, EMAIL: person.email, PHONE: person.phone, ACTIVE: active}


def _post(post: Membership | None) -> dict[str, str]:
    if post is None:
        return dict.fromkeys((UNIT, ROLE, START, END), "")
    days = {START: str(post.starts_on or ""), END: str(post.ends_on or "")}
    return {UNIT: str(post.unit_id), ROLE: post.get_role_display(), **days}


def preview(user: User, rows: Sequence[Row]) -> list[Line]:
    """What applying the rows would do: by doing it and taking it back."""
    with transaction.atomic():
        lines, _ = _run(user, rows, By(user), dry=True)
        transaction.set_rollback(True)
    return lines


@transaction.atomic
def apply(user: User, rows: Sequence[Row], by: By) -> Outcome:
    """Everything that was not refused, in one transaction; new people with their first passwords."""
    return _run(user, rows, by)


def _run(user: User, rows: Sequence[Row], by: By, *, dry: bool = False) -> Outcome:
    lines, made, ways = [], [], Ways(Unit.objects.in_use())
    for number, row in enumerate(rows, start=2):
        try:
            with transaction.atomic():
                line, new = _one(user, number, row, by, ways, dry)
        except (Refusal, ValidationError) as error:
            words = error.reason if isinstance(error, Refusal) else "；".join(error.messages)
            line, new = Line(number, row[ACCOUNT], Kind.REFUSED, reason=words), None
        lines.append(line)
        made += [new] if new else []
    return lines, made


def _one(user: User, number: int, row: Row, by: By, ways: Ways, dry: bool) -> tuple[Line, Made | None]:
    if not row[ACCOUNT] or not row[NAME]:
        raise Refusal("账号和姓名不能为空。")
    person, new = User.objects.filter(username=row[ACCOUNT]).first(), None
    post = _post_asked(row, ways)
    known = _known(person, post)
    before = {**_person(person), **_post(known)} if person else None
    after = {
        name: row[name] or ("是" if name == ACTIVE else "") for name in (*PERSON, UNIT, ROLE, START, END)
    }
    if post:  # a full name and its number mean the same
        after[UNIT] = str(post["unit"].pk)
    line = compared(number, row[ACCOUNT], before, after)
    if person is None:
        person, new = _new(row, by, dry)
    elif person == user and line.changes:
        raise Refusal("不能变更自己的账号和任职。")
    _change(person, line, row, by)
    if post and (known is None or line.changes.keys() & set(POST)):
        _appoint(person, known, post, by)
    return line, new


def _new(row: Row, by: By, dry: bool) -> tuple[User, Made]:
    fields = {"username": row[ACCOUNT], "name": row[NAME], "email": row[EMAIL], "phone": row[PHONE]}
    person = User(**fields)
    person.full_clean(exclude=["password"])
    if dry:  # a password's hash is slow on purpose, and this one is thrown away
        person.save()
        return person, (person, "")
    person, password = accounts.add_person(**fields, by=by)
    return person, (person, password)


def _change(person: User, line: Line, row: Row, by: By) -> None:
    if line.kind is Kind.CHANGED and line.changes.keys() & {NAME, EMAIL, PHONE}:
        person.name, person.email, person.phone = row[NAME], row[EMAIL], row[PHONE]
        person.full_clean(exclude=["password"])
        accounts.change_person(user=person, name=row[NAME], email=row[EMAIL], phone=row[PHONE], by=by)
    if ACTIVE in line.changes and person.is_active != (row[ACTIVE] != "否"):
        accounts.set_active(user=person, active=row[ACTIVE] != "否", by=by)


def _post_asked(row: Row, ways: Ways) -> dict[str, Any] | None:
    if not row[UNIT] and not row[ROLE]:
        return None
    unit = ways.find(row[UNIT])
    if unit is None:
        raise Refusal(f"没有找到在用的单位“{row[UNIT]}”，请写单位表里的编号或全称。")
    if row[ROLE] not in ROLES:
        raise Refusal(f"角色“{row[ROLE]}”不认识，应为：{'、'.join(ROLES)}。")
    return {"unit": unit, "role": ROLES[row[ROLE]], "starts_on": _day(row[START]), "ends_on": _day(row[END])}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.replace("/", "-")) if text else None
    except ValueError as error:
        raise Refusal(f"日期“{text}”不认识，应写成 {timezone.localdate()} 的样子。") from error


def _known(person: User | None, post: dict[str, Any] | None) -> Membership | None:
    if person is None or post is None:
        return None
    return person.memberships.filter(unit=post["unit"], role=post["role"], acting_for=None).first()


def _appoint(person: User, known: Membership | None, post: dict[str, Any], by: By) -> None:
    if known is None and person.memberships.filter(unit=post["unit"], role=post["role"]).exists():
        raise Refusal("此人正在代理这个角色，请先在人员页结束代理。")
    if known is None:
        accounts.give_role(user=person, **post, by=by)
    else:
        accounts.change_span(membership=known, starts_on=post["starts_on"], ends_on=post["ends_on"], by=by)
