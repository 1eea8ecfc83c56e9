"""Celery jobs of reminders; each is also a command, so that cron or a loop can stand in for a dead broker."""

from __future__ import annotations

from celery import shared_task

from common.dates import local_date
from reminders import canary, delivery, health, planner, pushing, senders
from reminders.clock import database_now
from reminders.reconcile import reckon


@shared_task
def plan_reminders() -> None:
    now = database_now()
    planner.plan(today=local_date(now), now=now)
    canary.lay(now)
    health.beat(health.PLAN, database_now())


@shared_task
def send_reminders() -> None:
    delivery.deliver(senders=senders.usual())
    health.beat(health.SEND, database_now())


@shared_task
def check_reminders() -> None:
    now = database_now()
    reckon(now)
    pushing.gather(now, pushing.NIGHTLY)


@shared_task
def heartbeat() -> None:
    health.beat(health.BEAT, database_now())
