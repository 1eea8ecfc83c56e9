"""What the schedule does for log-ins and the audit log."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from units import chain
from units.audit import AUDIT_CHECKED, record
from units.models import Session

logger = logging.getLogger(__name__)


@shared_task
def purge_sessions() -> int:
    """Remove sessions whose time is over."""
    removed, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return removed


@shared_task
def seal_audit() -> int:
    """Seal rows whose process was killed right after its act."""
    return chain.seal_all()


@shared_task
def check_audit() -> None:
    """Verify the chain, tell the head to the log (which is kept elsewhere), then purge what is old enough."""
    chain.seal_all()
    verdict = chain.verify()
    detail = {"head": verdict.head, "broken": verdict.broken}
    record(act=AUDIT_CHECKED, actor=None, succeeded=not verdict.broken, detail=detail)
    if verdict.broken:
        logger.error("audit chain broken: %s", verdict.broken)
        return
    logger.info("audit chain holds: %s rows, head %s", verdict.rows, verdict.head)
    chain.purge(now=timezone.now())
