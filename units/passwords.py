"""Rules for passwords (GB/T 22239-2019, identity authentication a), and how long one holds.

Validators in Django's sense: forms, commands and the technical site ask them alike.
"""

from __future__ import annotations

import datetime as dt
import string

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from units.credentials import UsedPassword
from units.models import User

# Words of the place, which a guesser tries first.
_OWN_WORDS = ("gongkai", "公开台账")
# Shorter ones are parts of too many passwords.
_SHORTEST = 3


class ClassesValidator:
    """At least so many of: capitals, small letters, digits, other signs."""

    def validate(self, password: str, user: User | None = None) -> None:
        kinds = {_kind(sign) for sign in password}
        if len(kinds) < settings.PASSWORD_CLASSES:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return f"密码须含大写字母、小写字母、数字、符号中的至少{settings.PASSWORD_CLASSES}种。"


def _kind(sign: str) -> str:
    kinds = {"A": string.ascii_uppercase, "a": string.ascii_lowercase, "1": string.digits}
    return next((kind for kind, signs in kinds.items() if sign in signs), "other")


class OwnWordsValidator:
    """No account name, telephone number or name of the system within it."""

    def validate(self, password: str, user: User | None = None) -> None:
        words = [*_OWN_WORDS, *((user.username, user.phone) if user else ())]
        if any(len(word) >= _SHORTEST and word.casefold() in password.casefold() for word in words):
            raise ValidationError(self.get_help_text(), code="password_of_own_words")

    def get_help_text(self) -> str:
        return "密码中不能有账号、手机号码或系统名称。"


class ReuseValidator:
    """None of the last ones; remembers each that is set."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        kept = user.used_passwords.values_list("password", flat=True)[: settings.PASSWORD_HISTORY]
        if any(check_password(password, each) for each in kept):
            raise ValidationError(self.get_help_text(), code="password_used")

    def get_help_text(self) -> str:
        return f"不能与最近{settings.PASSWORD_HISTORY}次用过的密码相同。"

    def password_changed(self, password: str, user: User | None = None) -> None:
        if user is None or not settings.PASSWORD_HISTORY:
            return
        UsedPassword.objects.create(user=user, password=user.password)
        kept = user.used_passwords.values("pk")[: settings.PASSWORD_HISTORY]
        user.used_passwords.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()


def why_renew(user: User) -> str:
    """Why this person must choose a new password before anything else; nothing where the old one holds."""
    if user.password_is_first:
        return "这是别人为您生成的密码，请先改成自己的密码。"
    days = settings.PASSWORD_DAYS
    if days and timezone.now() - user.password_set_at > dt.timedelta(days=days):
        return f"密码已满 {days} 天，请先更换。"
    return ""


def first_is_over(user: User) -> bool:
    """Whether a password made by somebody else has waited too long for its owner."""
    patience = dt.timedelta(hours=settings.FIRST_PASSWORD_HOURS)
    return user.password_is_first and timezone.now() - user.password_set_at > patience
