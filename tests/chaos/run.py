"""python -m tests.chaos.run [--days N] [--obligations N] [--sections N]: a year against a faulty server room.

Starts a PostgreSQL, a Valkey, two workers, two beats and a mail server of its own; moves their clock from
one working day of 2025 to the next; strikes with one fault a day in the middle of the morning's mail;
compares what the mail server took, and the notices inside, with what the rules demand.  Exit 1 where one is
missing or comes twice.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2

from common.dates import SHANGHAI
from tests.chaos.clock import MovingClock
from tests.chaos.faults import DROPS, FAULTS, STANDSTILL, Room, calendar
from tests.chaos.servers import Servers
from tests.chaos.sink import YearSink

# A day may take so long, in real seconds, before the run gives it up as stuck.
PATIENCE = 90.0
# Messages of a morning before the fault strikes.
BEFORE = 4
# In flight when everything dies at once: two workers of two processes with two senders each.
SENDERS = 8
COUNTS = """
SELECT (SELECT count(*) FROM reminders_reminder WHERE state = 'pending' AND visible_from <= %(now)s),
       (SELECT count(*) FROM reminders_delivery WHERE state = 'pending' AND next_try_at <= %(now)s),
       (SELECT count(*) FROM reminders_delivery WHERE state = 'sending'),
       (SELECT min(next_try_at) FROM reminders_delivery WHERE state = 'pending'),
       (SELECT max(lease_until) FROM reminders_delivery WHERE state = 'sending'),
       (SELECT coalesce(max(at), 'epoch') FROM reminders_heartbeat WHERE name = 'plan'),
       (SELECT coalesce(max(at), 'epoch') FROM reminders_heartbeat WHERE name = 'send')
"""


@dataclass
class Year:
    """One run; ``by_fault`` counts days, ``copies`` the second copies by the fault of their day."""

    room: Room
    clock: MovingClock
    world: Any
    book: Any
    wanted: list[Any] = field(default_factory=list)
    by_day: dict[dt.date, str] = field(default_factory=dict)
    _connection: Any = None

    def ask(self, sql: str, arguments: Any = None) -> Any:
        """One row; connects again where the server was restarted."""
        while True:
            try:
                if self._connection is None or self._connection.closed:
                    self._connection = self.room.servers.connect()
                    self._connection.autocommit = True
                cursor = self._connection.cursor()
                cursor.execute(sql, arguments)
                return cursor.fetchone()
            except psycopg2.Error:
                self._connection = None
                time.sleep(0.2)

    def set(self, moment: dt.datetime) -> None:
        if moment > self.clock.now():
            self.ask("SELECT 1")
            self.clock.set(self._connection, moment)

    def live(self, days: list[dt.date]) -> None:
        """Each day with its fault."""
        for day, fault in zip(days, calendar(len(days)), strict=True):
            if fault == STANDSTILL:
                for name in list(self.room.servers.groups):
                    self.room.servers.kill(name)
                self.dark(day)
            else:
                if not self.room.servers.groups:
                    start(self.room.servers)
                self.day(day, fault)
            # For who watches a long run.
            sys.stderr.write(f"{day} {fault}\n")

    def dark(self, day: dt.date) -> None:
        """Nobody is there; people hand in all the same."""
        self.by_day[day] = STANDSTILL
        self.set(at(day, 7))
        self.act(day)

    def act(self, day: dt.date) -> None:
        from django.db import connection

        from tests.chaos.world import live_a_day

        connection.close()
        live_a_day(self.world, day)

    def day(self, day: dt.date, fault: str) -> None:
        self.by_day[day] = fault
        self.set(at(day, 7))
        self.act(day)
        self.planned()
        wanted = self.book.of(self.world, day)
        self.wanted += wanted
        before = self.room.sink.asked
        mails = min(BEFORE, len({each.to for each in wanted}))
        self.set(at(day, 8, 30) + dt.timedelta(seconds=1))
        until = time.monotonic() + 6
        while self.room.sink.asked < before + mails and time.monotonic() < until:
            time.sleep(0.02)
        FAULTS[fault](self.room)
        self.quiet(day)

    def planned(self) -> None:
        """Until a whole run of the planner has begun after now."""
        for _ in range(2):
            since, until = self.clock.now(), time.monotonic() + PATIENCE
            while self.ask(COUNTS, {"now": since})[5] <= since:
                if time.monotonic() > until:
                    raise TimeoutError("the planner does not run")
                self.room.servers.tend()
                time.sleep(0.1)

    def quiet(self, day: dt.date) -> None:
        """Until nothing waits: pauses and leases are waited for by moving the clock on."""
        until, since, idle = time.monotonic() + PATIENCE, self.clock.now(), 0
        while time.monotonic() < until:
            now = self.clock.now()
            reminders, due, sending, next_try, lease, _, sent = self.ask(COUNTS, {"now": now})
            idle = idle + 1 if not (reminders or due) else 0
            if idle > 2 and not sending and (next_try is None or next_try >= at(day, 18)) and sent > since:
                return
            # A live sender takes two seconds at most; what is held longer belongs to a dead one.
            if idle > (25 if sending else 2):
                target = lease if sending else next_try
                if target and target < at(day, 18):
                    self.set(target + dt.timedelta(seconds=1))
                    since, idle = self.clock.now(), 0
            self.room.servers.tend()
            time.sleep(0.1)
        raise TimeoutError(f"{day} {self.by_day[day]}: something waits for ever")


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), SHANGHAI)


def start(servers: Servers) -> None:
    for name in ("worker1", "worker2"):
        servers.start_worker(name)
    for name in ("beat1", "beat2"):
        servers.start_beat(name)


def notices(year: Year) -> tuple[int, int]:
    """Notices inside: how many of those wanted are missing, how many stand twice."""
    from reminders.models import Reminder

    found = Counter(
        Reminder.objects.filter(state="sent").values_list("obligation", "step", "due_on", "recipient__email")
    )
    wanted = {(each.item.id, each.step, each.due_on, each.to) for each in year.wanted}
    return len(wanted - found.keys()), sum(number > 1 for number in found.values())


def refused(year: Year) -> tuple[int, int]:
    """Mails that the server refused for good: those listed as failures with its words, others there."""
    from reminders.models import Delivery

    failed = Delivery.objects.filter(state="failed")
    told = failed.filter(recipient__email__in=year.room.sink.bad, last_error__startswith="554").count()
    return told, failed.count() - told


def unexplained(copies: list[str]) -> list[str]:
    """Copies of which the product itself does not say that an answer was lost: by a kill, a cut line, or a
    client that gave up after its two seconds."""
    from reminders.models import Delivery

    lost = {str(key): number for key, number in Delivery.objects.values_list("message_id", "unanswered")}
    found = []
    for line in copies:
        _, key, _, number = line.split(" ")
        if int(number) - 1 > lost.get(key.strip("<>").partition("@")[0], 0):
            found.append(line)
    return found


def report(year: Year, seconds: float) -> int:
    """The table; the exit code."""
    from tests.chaos.demand import judge

    verdict = judge(year.wanted, year.room.sink.taken, year.room.sink.bad)
    days = Counter(year.by_day.values())
    wanted = Counter(year.by_day[each.day] for each in year.wanted)
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word in ("missed", "doubled"):
        for line in getattr(verdict, word):
            table[year.by_day.get(dt.date.fromisoformat(line[:10]), "?")][word] += 1
    day_of = {(mail.to, mail.key): mail.day for mail in year.room.sink.taken}
    for line in verdict.copies:
        to, key, _, number = line.split(" ")
        table[year.by_day[day_of[to, key]]]["copies"] += int(number) - 1
    lines = [
        "| fault | days | wanted | missed | doubled | copies under one id |",
        "|---|---|---|---|---|---|",
    ]
    for fault in filter(days.get, [*FAULTS, STANDSTILL]):
        number, row = days[fault], table[fault]
        lines.append(
            f"| {fault} | {number} | {wanted[fault]} | {row['missed']} | {row['doubled']} | {row['copies']} |"
        )
    missing, twice = notices(year)
    unknown = unexplained(verdict.copies)
    lost = {DROPS: year.room.sink.dropped}
    many = [fault for fault, row in table.items() if row["copies"] > lost.get(fault, SENDERS * days[fault])]
    told, astray = refused(year)
    unsaid = len(year.room.sink.refused) != told
    bad = bool(verdict.missed or verdict.doubled or missing or twice or unknown or many or astray or unsaid)
    people = len(year.world.heads) + len(year.world.handlers) + 2
    lines += [
        "",
        f"{len(year.by_day)} days, {len(year.world.items)} obligations "
        f"({sum(item.moved for item in year.world.items)} deadlines moved), {people} people, "
        f"{len(year.room.sink.taken)} mails taken, {len(year.room.sink.refused)} refused for good "
        f"({told} on the list of failures, {astray} others there), "
        f"{verdict.wanted} wanted, {len(verdict.missed)} missed, {len(verdict.doubled)} doubled; "
        f"notices inside: {missing} missing, {twice} twice; {seconds:.0f} s",
        *(f"missed: {line}" for line in verdict.missed[:20]),
        *(f"doubled: {line}" for line in verdict.doubled[:20]),
        *(f"copy: {line}" for line in verdict.copies),
        *(f"copy that nothing explains: {line}" for line in unknown),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bad)


def chosen(number: int) -> list[dt.date]:
    """All working days of the year, or so many up to the end of the first quarter, when most fall due."""
    from tests.chaos.world import CALENDAR, ISSUED

    days = [ISSUED + dt.timedelta(n) for n in range(1, 364)]
    working = [day for day in days if CALENDAR.is_workday(day)]
    if number >= len(working):
        return working
    middle = working.index(dt.date(2025, 3, 31))
    first = max(0, middle - number + 3)
    return working[first : first + number]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="a simulated year of reminders against a faulty server room")
    parser.add_argument("--days", type=int, default=400, help="working days; default: the whole year")
    parser.add_argument("--obligations", type=int, default=1000)
    parser.add_argument("--sections", type=int, default=100)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="gongkai-chaos-", ignore_cleanup_errors=True) as name:
        return run(Path(name), options.days, options.obligations, options.sections)


def run(folder: Path, days: int, obligations: int, sections: int) -> int:
    """A run in an empty folder; the exit code."""
    begin = time.monotonic()
    clock = MovingClock(dt.datetime(2025, 1, 2, 6, tzinfo=SHANGHAI))
    with YearSink(clock.now) as sink:
        servers = Servers(folder, "{}:{}".format(*sink.address))
        try:
            servers.start()
            servers.shadow_clock()
            os.environ.update(servers.env)
            year = prepared(Room(servers, sink), clock, days, obligations, sections)
            start(servers)
            year.live(chosen(days))
            return report(year, time.monotonic() - begin)
        finally:
            servers.stop()


def prepared(room: Room, clock: MovingClock, days: int, obligations: int, sections: int) -> Year:
    """Tables, people, a plan in force, and one person whose address takes no mail."""
    import django

    django.setup()
    from django.core.management import call_command

    from tests.chaos import demand, world

    call_command("migrate", verbosity=0)
    made = world.build(obligations, sections, chosen(days))
    room.sink.bad = {next(iter(made.handlers.values()))}
    year = Year(room, clock, made, demand.Book())
    year.set(clock.now() + dt.timedelta(seconds=1))
    return year


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
