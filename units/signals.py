"""Log-ins, failed log-ins and log-outs go into the audit log, wherever they happen."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from units.audit import LOG_IN_FAILED, LOGGED_IN, LOGGED_OUT, address_of, record
from units.models import User


@receiver(user_logged_in)
def on_log_in(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    record(act=LOGGED_IN, actor=user, address=address_of(request), subject=user.username)


@receiver(user_logged_out)
def on_log_out(request: HttpRequest | None, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(act=LOGGED_OUT, actor=user, address=address_of(request), subject=user.username)


@receiver(user_login_failed)
def on_failed_log_in(credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    record(
        act=LOG_IN_FAILED,
        actor=None,
        actor_name=str(credentials.get("username", "")),
        address=address_of(request),
        succeeded=False,
    )
