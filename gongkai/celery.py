"""Celery and the only schedule: production's beat and the embedded default read the same table.

Every entry expires before its next run, so that a stopped worker wakes to one run and not to a heap of them;
every job is idempotent, so that two beats do no harm.
"""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_ready

from gongkai import observed_jobs  # noqa: F401  (listens to Celery's signals)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings")

app = Celery("gongkai")
app.config_from_object("django.conf:settings", namespace="CELERY")
# “Task” is our domain's word, so Celery's modules are called jobs.
app.autodiscover_tasks(related_name="jobs")

app.conf.beat_schedule = {
    "open-periods": {
        "task": "tasks.jobs.open_periods",
        "schedule": crontab(minute=5),
        "options": {"expires": 3000},
    },
    "plan-reminders": {
        "task": "reminders.jobs.plan_reminders",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 240},
    },
    "send-reminders": {
        "task": "reminders.jobs.send_reminders",
        # Asked by hand, a reminder is out within ten seconds.
        "schedule": 8.0,
        "options": {"expires": 7},
    },
    "check-reminders": {
        "task": "reminders.jobs.check_reminders",
        "schedule": crontab(minute=43, hour=2),
        "options": {"expires": 36000},
    },
    "read-left-over-uploads": {
        "task": "importer.jobs.read_left_over",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "purge-uploads": {
        "task": "importer.jobs.purge",
        "schedule": crontab(minute=40, hour=3),
        "options": {"expires": 36000},
    },
    "nightly-backup": {
        "task": "backup.jobs.nightly",
        "schedule": crontab(minute=30, hour=2),
        "options": {"expires": 36000},
    },
    "weekly-drill": {
        "task": "backup.jobs.weekly_drill",
        "schedule": crontab(minute=30, hour=4, day_of_week="sunday"),
        "options": {"expires": 36000},
    },
    "purge-sessions": {
        "task": "units.jobs.purge_sessions",
        "schedule": crontab(minute=20, hour=3),
        "options": {"expires": 36000},
    },
    "seal-audit": {
        "task": "units.jobs.seal_audit",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 540},
    },
    "check-audit": {
        "task": "units.jobs.check_audit",
        "schedule": crontab(minute=10, hour=3),
        "options": {"expires": 36000},
    },
    "sweep-files": {
        "task": "tasks.jobs.sweep_files",
        "schedule": crontab(minute=50, hour=3),
        "options": {"expires": 36000},
    },
    "make-left-over-exports": {
        "task": "reports.jobs.make_left_over",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "purge-exports": {
        "task": "reports.jobs.purge",
        "schedule": crontab(minute=55, hour=3),
        "options": {"expires": 36000},
    },
    "beat-heartbeat": {
        "task": "reminders.jobs.heartbeat",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
}


@worker_ready.connect
def catch_up(**_: object) -> None:
    """After a stop nothing waits for the next round of the schedule: what is due is done at the start."""
    for entry in ("beat-heartbeat", "open-periods", "plan-reminders", "send-reminders"):
        app.send_task(app.conf.beat_schedule[entry]["task"], expires=240)
