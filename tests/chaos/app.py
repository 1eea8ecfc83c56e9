"""The product's Celery with its own jobs, oftener: a day of the simulated year lasts seconds."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.chaos.settings")

from gongkai.celery import app

app.conf.beat_schedule = {
    name: {**entry, "schedule": seconds, "options": {"expires": 4}}
    for name, entry in app.conf.beat_schedule.items()
    if (seconds := {"plan-reminders": 1.0, "send-reminders": 0.6, "beat-heartbeat": 1.0}.get(name))
}
