"""One-time passwords (TOTP, RFC 6238) as a second step of the log-in, and codes for a lost generator."""

from __future__ import annotations

import datetime as dt
import secrets

import pyotp
import segno
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from common.decisions import Allowed, Decision, Denied, Refusal, require
from common.sealing import seal, unseal
from units.audit import FACTOR_CHANGED, SYSTEM, By, note
from units.models import RecoveryCode, SecondFactor, User

PURPOSE = "gongkai.units.second-factor"
STEP = 30
CODES = 10
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """160 random bits in the letters that generators take."""
    return pyotp.random_base32()


def address(user: User, secret: str) -> str:
    """What a generator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name="公开台账")


def picture(text: str) -> tuple[int, str]:
    """(size, outline) of the QR code of a text, for an SVG within the page."""
    rows = segno.make(text, error="m").matrix
    dark = [(x, y) for y, row in enumerate(rows) for x, bit in enumerate(row) if bit]
    return len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)


def has_factor(user: User) -> bool:
    return SecondFactor.objects.filter(user=user).exists()


def is_wanted(user: User) -> bool:
    """Whether one of the person's roles may not do without it."""
    roles = settings.SECOND_FACTOR_ROLES
    return bool(roles) and user.memberships.current(timezone.localdate()).filter(role__in=roles).exists()


def may_remove(user: User) -> Decision:
    """Do without one's own second step again."""
    return Denied("您的角色必须使用二次验证，不能关闭。") if is_wanted(user) else Allowed()


@transaction.atomic
def enrol(*, user: User, secret: str, code: str, now: dt.datetime, by: By) -> list[str]:
    """From now on the log-in asks for a one-time password; the recovery codes: show them once."""
    step = _step_of(secret, code, now)
    if step is None:
        raise Refusal("动态口令不对。请确认手机时间准确，再输入当前显示的六位数字。")
    SecondFactor.objects.update_or_create(
        user=user,
        defaults={"sealed_secret": seal(secret, purpose=PURPOSE), "last_step": step, "created_at": now},
    )
    note(FACTOR_CHANGED, by, user, act="启用")
    return _new_codes(user)


def _new_codes(user: User) -> list[str]:
    codes = ["".join(secrets.choice(_SIGNS) for _ in range(10)) for _ in range(CODES)]
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=_digest(user, code)) for code in codes])
    return [f"{code[:5]}-{code[5:]}" for code in codes]


@transaction.atomic
def remove(*, user: User, by: By = SYSTEM) -> None:
    """The log-in asks for the password alone; for oneself only where no role wants more."""
    if by.user == user:
        require(may_remove(user))
    removed, _ = SecondFactor.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()
    if removed:
        note(FACTOR_CHANGED, by, user, act="关闭" if by.user == user else "重置")


def passes(*, user: User, code: str, now: dt.datetime) -> bool:
    """Whether this one-time password or recovery code opens; either does so once, also for two at once."""
    plain = code.replace("-", "").replace(" ", "").lower()
    factor = SecondFactor.objects.filter(user=user).first()
    step = _step_of(unseal(factor.sealed_secret, purpose=PURPOSE), plain, now) if factor else None
    if step is not None:
        fresh = SecondFactor.objects.filter(user=user, last_step__lt=step)
        return fresh.update(last_step=step) == 1
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, plain), used_at=None)
    return unused.update(used_at=now) == 1


def _step_of(secret: str, code: str, now: dt.datetime) -> int | None:
    """The half-minute whose password this is: the present one or a neighbour, for clocks that differ."""
    if not secret:  # sealed with a key that is gone
        return None
    present = int(now.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    return next(
        (
            step
            for step in (present, present - 1, present + 1)
            if pyotp.utils.strings_equal(totp.at(step * STEP), code)
        ),
        None,
    )


def _digest(user: User, code: str) -> str:
    return salted_hmac("units.recovery-code", f"{user.pk}:{code}", algorithm="sha256").hexdigest()
