"""Log-in that locks after repeated failures, and its second step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from units.audit import LOG_IN_LOCKED, address_of, record
from units.lockout import why_locked
from units.models import User
from units.passwords import first_is_over


class LogInForm(AuthenticationForm):
    # One sentence for a wrong password, an unknown name and a stopped account: none of them is told apart.
    error_messages = {
        "invalid_login": "账号或密码不正确，或账号已停用。",
        "inactive": "账号或密码不正确，或账号已停用。",
    }

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username")
        if username:
            refuse_locked(username, self.request)
        return super().clean()

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if first_is_over(user):
            raise ValidationError("首次密码已过期，请系统管理员重新生成。", code="first_is_over")


def refuse_locked(username: str, request: HttpRequest | None) -> None:
    """Both steps of the log-in ask this before they look at anything."""
    address = address_of(request)
    if why := why_locked(username, address):
        record(act=LOG_IN_LOCKED, actor=None, actor_name=username, address=address, succeeded=False)
        raise ValidationError(why, code="locked")


class CodeForm(forms.Form):
    """The second step: a one-time password, or a recovery code."""

    code = forms.CharField(
        label="动态口令",
        max_length=20,
        help_text="手机验证器上的六位数字；手机不在身边时，输入一个没用过的恢复码。",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}
        ),
    )

    def __init__(self, *args: Any, username: str, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.username, self.request = username, request

    def clean(self) -> None:
        refuse_locked(self.username, self.request)


class PasswordForm(forms.Form):
    """The person's password once more, before something that an open screen must not be enough for."""

    password = forms.CharField(
        label="登录密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError("密码不正确。", code="wrong")
        return password


class SetUpForm(PasswordForm):
    """The first one-time password proves that the generator holds the secret."""

    code = forms.CharField(
        label="动态口令",
        max_length=10,
        help_text="验证器上现在显示的六位数字。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
