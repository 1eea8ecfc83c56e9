"""Log-in that locks after repeated failures, in the pages and in the technical site alike."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from units.audit import LOG_IN_LOCKED, address_of, record
from units.lockout import is_locked


class LogInForm(AuthenticationForm):
    # One sentence for a wrong password, an unknown name and a stopped account: none of them is told apart.
    error_messages = {
        "invalid_login": "账号或密码不正确，或账号已停用。",
        "inactive": "账号或密码不正确，或账号已停用。",
    }

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username")
        if username and is_locked(username):
            record(
                act=LOG_IN_LOCKED,
                actor=None,
                actor_name=username,
                address=address_of(self.request),
                succeeded=False,
            )
            raise ValidationError("连续失败次数过多，请半小时后再试，或请系统管理员重置密码。", code="locked")
        return super().clean()


class AdminLogInForm(LogInForm, AdminAuthenticationForm):
    """The technical site's own log-in, under the same lock."""
