"""Celery jobs of the ledger."""

import logging

from celery import shared_task
from django.utils import timezone

from tasks.services import sweeping, upkeep

logger = logging.getLogger(__name__)


@shared_task
def open_periods() -> None:
    now = timezone.now()
    upkeep.keep(today=timezone.localdate(now), now=now)


@shared_task
def sweep_files() -> None:
    done = sweeping.sweep(now=timezone.now())
    if done.missing:
        logger.error("files of evidence are missing: %s", ", ".join(done.missing))
