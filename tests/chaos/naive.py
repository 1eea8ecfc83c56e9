"""The yardstick: one Celery job with an ETA for each reminder, as it is often done.  It must fail.

    python -m tests.chaos.naive      the run: exit 1, since reminders are missing

The same Valkey, workers and mail server, and two of the same faults; nothing is written to a database.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP

from celery import Celery

from common.dates import SHANGHAI
from tests.chaos.clock import MovingClock
from tests.chaos.servers import Servers
from tests.chaos.sink import YearSink

NUMBER = 60
# Seconds until the first falls due and between the first and the last.
FIRST, SPREAD = 6, 6

app = Celery("naive", broker=os.environ.get("REDIS_URL", "redis://127.0.0.1:1/0"), set_as_current=False)
app.conf.task_ignore_result = True


@app.task(name="naive.remind")
def remind(number: int, server: str) -> None:
    """Send one reminder when its time has come."""
    mail = EmailMessage()
    mail["To"], mail["Message-ID"] = f"person-{number}@example.org", f"<{number}@naive>"
    mail["From"], mail["Subject"] = "gongkai@localhost", "提醒"
    mail.set_content(f"http://127.0.0.1:8000/tasks/{number + 1}/")
    host, _, port = server.partition(":")
    with SMTP(host, int(port), timeout=5) as line:
        line.send_message(mail)


def run(folder: Path) -> tuple[int, int]:
    """How many were missed and how many doubled, of NUMBER: workers are killed, Valkey comes back empty."""
    clock = MovingClock(dt.datetime(2025, 1, 2, 8, tzinfo=SHANGHAI))
    with YearSink(clock.now) as sink:
        servers = Servers(folder, "{}:{}".format(*sink.address), app="tests.chaos.naive")
        try:
            servers.start_redis()
            servers.env = {**os.environ, "REDIS_URL": f"redis://127.0.0.1:{servers.redis_port}/0"}
            _schedule(servers.env["REDIS_URL"], servers.smtp)
            servers.start_worker("worker1")
            time.sleep(FIRST + SPREAD / 2)
            servers.kill("worker1")
            servers.kill_redis()
            servers.start_redis()
            servers.start_worker("worker1")
            time.sleep(FIRST + SPREAD)
        finally:
            servers.stop()
        keys = [mail.key for mail in sink.taken]
        return NUMBER - len(set(keys)), len(keys) - len(set(keys))


def _schedule(broker: str, server: str) -> None:
    begin = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=FIRST)
    with app.connection_for_write(broker) as connection:
        for number in range(NUMBER):
            eta = begin + dt.timedelta(seconds=SPREAD * number / NUMBER)
            remind.apply_async(args=[number, server], eta=eta, connection=connection)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="gongkai-naive-", ignore_cleanup_errors=True) as name:
        missed, doubled = run(Path(name))
    sys.stdout.write(f"a job a reminder: {NUMBER} wanted, {missed} missed, {doubled} doubled\n")
    sys.exit(int(bool(missed or doubled)))
