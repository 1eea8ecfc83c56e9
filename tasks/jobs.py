"""Celery jobs of the ledger."""

from celery import shared_task
from django.utils import timezone

from tasks.services import upkeep


@shared_task
def open_periods() -> None:
    now = timezone.now()
    upkeep.keep(today=timezone.localdate(now), now=now)
