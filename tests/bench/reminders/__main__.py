"""Planning beside a bare INSERT … SELECT of its rows, and a morning's mail: ``script/bench reminders``.

A PostgreSQL of its own, and a mail server of its own that answers a message after 40 ms; the server runs in
this process, so that its share of the processor is in the figures.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.reminders.smtp_sink import ACCEPT, Sink
from tests.servers import postgres

LATENCY = 0.04
SENDERS = 4
DUE_WITHIN = 120
HALF_MINUTE = 30.0


class Counting(Sink):
    """Takes everything, counts it, keeps nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0

    def take(self, raw: bytes) -> str:
        with self._lock:
            self.number += 1
        time.sleep(LATENCY)
        return ACCEPT


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="script/bench reminders", description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("-n", "--rounds", type=int, default=3)
    asked = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as name,
        postgres(Path(name)) as address,
        Counting() as sink,
    ):
        os.environ |= {
            "DATABASE_URL": address,
            "EMAIL_URL": "smtp://{}:{}".format(*sink.address),
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "gongkai.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        say(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n\n")
        planning(asked.items, asked.rounds)
        call_command("flush", interactive=False, verbosity=0)
        mailing(asked.mails, sink)
        connection.close()


def planning(items: int, rounds: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from reminders import planner
    from reminders.models import Reminder
    from tests.bench.reminders.filling import bureau, owed

    today, now = timezone.localdate(), timezone.now()
    organisation, units = bureau(1000)
    owed(organisation, units, [today + dt.timedelta(n * DUE_WITHIN // items) for n in range(items)])
    sql("ANALYZE")

    def plan() -> None:
        planner.plan(today=today, now=now)

    ours, floors = [], []
    for _ in range(rounds):
        sql("TRUNCATE reminders_reminder CASCADE")
        ours.append(timed(plan))
        sql("DROP TABLE IF EXISTS kept")
        sql("CREATE TABLE kept AS SELECT * FROM reminders_reminder")
        sql("TRUNCATE reminders_reminder CASCADE")
        floors.append(timed(lambda: sql("INSERT INTO reminders_reminder SELECT * FROM kept")))
    rows = Reminder.objects.count()
    before = now
    second = planner.plan(today=today, now=before)
    again = timed(plan)
    say(f"{items:,} open items due within {DUE_WITHIN} days, {rows:,} reminders, median of {rounds}\n\n")
    say("| planning | s | × floor |\n|---|---|---|\n")
    floor = median(floors)
    say(f"| INSERT … SELECT of the same rows | {floor:.2f} | 1 |\n")
    say(f"| first run | {median(ours):.2f} | {median(ours) / floor:.2f} |\n")
    say(f"| second run: {second} | {again:.2f} | {again / floor:.2f} |\n\n")
    sql("DROP TABLE kept")
    connection.close()


def mailing(mails: int, sink: Counting) -> None:
    from django.utils import timezone

    from reminders import delivery, planner
    from reminders.models import Delivery, ReminderRule
    from tasks.models import CalendarException
    from tests.bench.reminders.filling import bureau, owed

    organisation, units = bureau(mails // 2)
    # At any hour of any day: when this runs is nobody's business.
    ReminderRule.objects.create(
        organisation=organisation, on_days_off=True, send_at=dt.time(0), send_until=dt.time(23, 59, 59)
    )

    def send() -> None:
        delivery.deliver(senders=SENDERS)

    # Nor is it whether people work today, on which everything falls due.
    CalendarException.objects.create(day=timezone.localdate(), is_workday=True)

    def due() -> None:
        owed(organisation, units, [timezone.localdate()] * len(units))
        planner.plan(today=timezone.localdate(), now=timezone.now())

    say(f"| mail, {SENDERS} senders, a server of {LATENCY * 1000:.0f} ms | s | CPU s |\n|---|---|---|\n")
    due()
    begin, cpu = time.perf_counter(), time.process_time()
    while sink.number < mails:
        send()
    wall, cpu = time.perf_counter() - begin, time.process_time() - cpu
    say(f"| {mails:,} digests from due to taken | {wall:.0f} | {cpu:.0f} |\n")
    assert sink.number == mails, sink.number
    singles = [alone(organisation, units[n], send, sink) for n in range(20)]
    say(f"| one reminder by hand, the round of sending alone, worst of 20 | {max(singles):.2f} | |\n")
    Delivery.objects.all().delete()
    due()
    sink.stop()
    begin = time.monotonic()
    while time.monotonic() < begin + HALF_MINUTE:
        send()
        time.sleep(2)
    sink.reopen()
    before, back = sink.number, time.monotonic()
    while Delivery.objects.filter(state="pending").exists():
        send()
        time.sleep(2)
    after = time.monotonic() - back
    number = sink.number - before
    say(f"| after {HALF_MINUTE:.0f} s without a server, all {number:,} out again | {after:.0f} | |\n")


def alone(organisation: object, unit: object, send: Callable[[], None], sink: Counting) -> float:
    """Asked by hand, nothing else is due."""
    from django.utils import timezone

    from reminders.models import Reminder
    from tasks.models import Obligation
    from units.models import User

    item = Obligation.objects.filter(unit=unit).order_by("pk").first()  # type: ignore[misc]
    assert item
    person = User.objects.get(username=f"head{item.unit_id}")
    now = timezone.now()
    Reminder.objects.create(
        obligation=item, recipient=person, step=f"H{now:%Y%m%d%H%M}", due_on=item.due_on, visible_from=now
    )
    before = sink.number
    spent = timed(send)
    assert sink.number == before + 1
    return spent


def timed(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def sql(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def say(words: str) -> None:
    sys.stdout.write(words)
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
