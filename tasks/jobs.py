"""Celery jobs of the ledger."""

from celery import shared_task
from django.utils import timezone

from tasks.services import periods


@shared_task
def open_periods() -> None:
    now = timezone.now()
    periods.open_periods(today=timezone.localdate(now), now=now)
