"""Celery jobs of the importer: a message only wakes, the batch in the database says what is to be done."""

from __future__ import annotations

import logging
from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from importer import recognition
from importer.models import ImportBatch

logger = logging.getLogger(__name__)


@shared_task(acks_late=True)
def read_batch(batch_id: int) -> None:
    recognition.read(batch_id=batch_id, now=timezone.now())


@shared_task
def read_left_over() -> None:
    """Wake a reader for every batch whose message was lost or whose reader died."""
    for batch_id in ImportBatch.objects.overdue(timezone.now()).values_list("pk", flat=True):
        read_batch.delay(batch_id)


@shared_task
def purge() -> None:
    """The bytes of uploads that nobody went on with; what was read and corrected stays."""
    now = timezone.now()
    count = ImportBatch.objects.abandoned(now).update(content=None)
    if count:
        logger.info("bytes of %s abandoned uploads removed", count)


def wake_reader(batch: ImportBatch) -> None:
    """Have the batch read once the transaction that stored it is through."""
    transaction.on_commit(partial(_send, batch.pk))


def _send(batch_id: int) -> None:
    try:
        # No retries: the person waits for the answer, and the schedule finds the batch anyway.
        read_batch.apply_async([batch_id], retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("broker out of reach, batch %s waits for the schedule: %s", batch_id, error)
