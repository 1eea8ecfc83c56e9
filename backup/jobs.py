"""The nightly backup, and the weekly proof that it can be restored."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from backup import services

logger = logging.getLogger(__name__)


@shared_task
def nightly() -> None:
    """One backup a night; the oldest beyond ``BACKUPS_KEPT`` go."""
    now = timezone.now()
    made = services.make(path=services.default_path(now), now=now)
    services.keep_newest(settings.BACKUPS_KEPT)
    logger.info("backup %s: %s rows, %s bytes", made.path, made.rows, made.size)


@shared_task
def weekly_drill() -> None:
    """Restores the newest backup beside the database; fails loudly where it cannot be."""
    made = services.drill(path=None, now=timezone.now())
    logger.info("drill of %s: %s rows, %s files", made.path, made.rows, made.files)
