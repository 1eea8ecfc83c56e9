"""Celery jobs of the reports: a message only wakes, the row says which file is to be made."""

from __future__ import annotations

import logging
import uuid
from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from reports import services
from reports.models import Export

logger = logging.getLogger(__name__)


@shared_task(acks_late=True)
def make_export(export_id: str) -> None:
    services.make(export_id=uuid.UUID(export_id), now=timezone.now())


@shared_task
def make_left_over() -> None:
    """Wake a worker for every file whose message was lost or whose worker died."""
    for pk in Export.objects.left_over(timezone.now()).values_list("pk", flat=True):
        make_export.delay(str(pk))


@shared_task
def purge() -> None:
    if count := services.purge(now=timezone.now()):
        logger.info("%s old exports removed", count)


def wake_maker(export: Export) -> None:
    """Have the file made once the transaction that ordered it is through."""
    transaction.on_commit(partial(_send, str(export.pk)))


def _send(export_id: str) -> None:
    try:
        # No retries: the person waits for the answer, and the schedule finds the row anyway.
        make_export.apply_async([export_id], retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("broker out of reach, export %s waits for the schedule: %s", export_id, error)
