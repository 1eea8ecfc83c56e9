"""Verbs of tokens: make one, shown once; end it; find the one that a request carries."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction

from api.models import ApiToken, digest
from common.decisions import Allowed, Decision, Denied, Refusal, require
from units.audit import TOKEN_CHANGED, By, note
from units.models import Unit, User
from units.permissions import scope_of

# Begins every token, so that one that has leaked is recognised.
_BEGINNING = "gk_"


def may_keep_tokens(user: User, organisation: Unit | None = None) -> Decision:
    """Make and end tokens: they hand an organisation's plans to other programs."""
    offices = scope_of(user).offices
    if organisation.pk in offices if organisation else offices:
        return Allowed()
    return Denied("接口令牌由本机关的公开办人员管理。")


@transaction.atomic
def create_token(
    *, organisation: Unit, name: str, by: By, now: dt.datetime, expires_at: dt.datetime | None = None
) -> tuple[ApiToken, str]:
    """(row, token); the token itself is kept nowhere."""
    assert by.user is not None
    require(may_keep_tokens(by.user, organisation))
    if not name.strip():
        raise Refusal("请写明令牌的用途。")
    token = _BEGINNING + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        organisation=organisation,
        name=name.strip()[:60],
        prefix=token[:9],
        digest=digest(token),
        created_by=by.user,
        created_at=now,
        expires_at=expires_at,
    )
    note(TOKEN_CHANGED, by, row, organisation=organisation.pk, made=True)
    return row, token


@transaction.atomic
def revoke_token(*, token: ApiToken, by: By, now: dt.datetime) -> None:
    """From the next request on it reads nothing."""
    assert by.user is not None
    require(may_keep_tokens(by.user, token.organisation))
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        note(TOKEN_CHANGED, by, token, organisation=token.organisation_id, made=False)


def find_token(*, token: str, now: dt.datetime, today: dt.date) -> ApiToken | None:
    """The valid token that a request carries; notes once a day that it is used."""
    found = ApiToken.objects.valid(now).select_related("organisation").filter(digest=digest(token)).first()
    if found and found.used_on != today:
        ApiToken.objects.filter(pk=found.pk).update(used_on=today)
    return found
