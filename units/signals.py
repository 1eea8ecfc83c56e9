"""Log-ins, failed log-ins and log-outs go into the audit log, wherever they happen; its rows are sealed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest

from units import chain, sessions
from units.audit import LOG_IN_FAILED, LOGGED_IN, LOGGED_OUT, address_of, record
from units.models import AuditEvent, User


@receiver(post_save, sender=AuditEvent)
def on_audit_row(using: str, **kwargs: Any) -> None:
    transaction.on_commit(partial(chain.seal_recent, using), using=using, robust=True)


@receiver(user_logged_in)
def on_log_in(request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    if request is not None:
        sessions.begin(request)
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
