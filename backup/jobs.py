"""The nightly backup."""

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
