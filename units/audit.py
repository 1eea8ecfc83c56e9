"""Writes the audit log; where the log cannot be written, the act fails with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from units.models import AuditEvent, User


def record(
    *,
    act: str,
    actor: User | None,
    actor_name: str = "",
    address: str | None = None,
    subject: str = "",
    detail: dict[str, Any] | None = None,
    succeeded: bool = True,
) -> AuditEvent:
    """Add one row; call it inside the act's own transaction."""
    return AuditEvent.objects.create(
        act=act,
        actor=actor,
        actor_name=(actor_name or (str(actor) if actor else ""))[:60],
        address=address,
        subject=subject[:200],
        detail=detail or {},
        succeeded=succeeded,
    )


def address_of(request: HttpRequest | None) -> str | None:
    """The peer's address as the server saw it; forwarded headers are the reverse proxy's business."""
    return request.META.get("REMOTE_ADDR") or None if request else None
