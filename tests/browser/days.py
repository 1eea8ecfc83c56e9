"""Lets days go by in the product's database: reminders are planned and sent for each, twice.

Run in the product's environment: ``python -m tests.browser.days FIRST LAST``.
"""

from __future__ import annotations

import datetime as dt
import sys


def walk(first: dt.date, last: dt.date) -> None:
    """The commands that cron would run; a second run on the same day must change nothing."""
    from django.core.management import call_command

    day = first
    while day <= last:
        for _ in range(2):
            call_command("open_periods", today=day)
            call_command("plan_reminders", today=day)
            call_command("send_reminders", today=day)
        day += dt.timedelta(days=1)


if __name__ == "__main__":
    import django

    django.setup()
    walk(*(dt.date.fromisoformat(word) for word in sys.argv[1:]))
