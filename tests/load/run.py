"""python -m tests.load.run: a crowd works while web, worker, Redis and PostgreSQL are killed and restarted.

Afterwards every acknowledged write is looked up in the database.  Exit 1 where one is missing or stands
twice, and where a request failed that no fault excuses.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from tests.load.crowd import Crowd, Sample, Write
from tests.load.faults import FAULTS, Fate, Strike
from tests.load.people import Person
from tests.load.room import WEB, Room, running

PASSWORD = "walk-the-load-2026"
FOUND = {
    "report": "SELECT count(*) FROM tasks_progressreport WHERE progress LIKE '%{mark}%'",
    "upload": "SELECT count(*) FROM importer_importbatch WHERE convert_from(content, 'UTF8') LIKE '%{mark}%'",
}
READ_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Asked:
    tasks: int
    units: int
    users: int
    seconds: int
    think: float
    every: float
    faults: bool


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/load", description=__doc__)
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--units", type=int, default=100)
    parser.add_argument("--users", type=int, default=500, help="signed in at the same time")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--think", type=float, default=10.0, help="seconds between two requests of a person")
    parser.add_argument("--every", type=float, default=15.0, help="seconds between two faults")
    parser.add_argument("--no-faults", dest="faults", action="store_false", help="only the load")
    asked = Asked(**vars(parser.parse_args(arguments)))
    with (
        tempfile.TemporaryDirectory(prefix="gongkai-load-", ignore_cleanup_errors=True) as folder,
        running(Path(folder)) as room,
    ):
        people = peopled(room, asked)
        room.serve()
        return measured(room, people, asked)


def measured(room: Room, people: list[Person], asked: Asked) -> int:
    crowd, fate = Crowd(room.port, people, asked.think), Fate(room, asked.every)
    warm(room, people)
    begin = time.monotonic()
    crowd.start()
    if asked.faults:
        fate.run(asked.seconds)
    else:
        time.sleep(asked.seconds)
    crowd.end()
    took = time.monotonic() - begin
    room.wait()
    left = unread(room)
    instant = crowd.at_once()
    code = report(asked, crowd, fate.strikes, instant, lookup(room, crowd.writes), left, took)
    if code:
        say("\n".join(complaints(room)))
    return code


def complaints(room: Room) -> list[str]:
    """Every exception that ended in a 500, in the words of the web server's log."""
    told = re.findall(r'status_code=500 .*?exception="(.*)"$', room.said(WEB), re.MULTILINE)
    last = Counter(each.replace('"', "").rstrip("\\n ").rpartition("\\n")[2] for each in told)
    return [f"{number} × {line[:200]}" for line, number in last.most_common(20)]


def peopled(room: Room, asked: Asked) -> list[Person]:
    scale = {"tasks": asked.tasks, "units": asked.units, "users": asked.users + 20, "password": PASSWORD}
    room.manage("load_scale", *(f"--{name}={value}" for name, value in scale.items()))
    lines = room.python("-m", "tests.load.people", str(asked.users)).splitlines()
    return [Person(**json.loads(line)) for line in lines]


def warm(room: Room, people: list[Person]) -> None:
    """Every thread of every serving process has its connection and its templates."""
    for person in (people * 100)[: 4 * room.processes * room.threads]:
        room.get("/tasks/", cookie=person.cookie)


def unread(room: Room) -> int:
    """Documents that no worker has read a minute after the last fault."""
    until = time.monotonic() + READ_WITHIN
    while True:
        question = "SELECT count(*) FROM importer_importbatch WHERE state IN ('received', 'reading')"
        ((left,),) = room.psql(question)
        if not left or time.monotonic() > until:
            return int(left)
        time.sleep(0.5)


@dataclass
class Lookup:
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    # Sent again after an answer that never came.
    repeated: int = 0


def lookup(room: Room, writes: list[Write]) -> Lookup:
    found = Lookup()
    for write in writes:
        ((rows,),) = room.psql(FOUND[write.kind].format(mark=write.mark))
        found.acknowledged += write.acknowledged
        found.lost += write.acknowledged and rows == 0
        found.doubled += rows > 1
        found.repeated += write.tries > 1
    return found


def excused(sample: Sample, strikes: list[Strike]) -> bool:
    """Whether a fault lasted while this request was under way, and may cause what it met."""
    return any(
        sample.cause in strike.fault.may_cause
        and sample.at < strike.end
        and sample.at + sample.seconds > strike.begin
        for strike in strikes
    )


def report(
    asked: Asked,
    crowd: Crowd,
    strikes: list[Strike],
    instant: list[Sample],
    found: Lookup,
    left: int,
    took: float,
) -> int:
    ours = [each for each in crowd.samples if each.cause and not excused(each, strikes)]
    say(
        f"{asked.tasks:,} tasks, {asked.units} units, {asked.users} signed-in users, {took:.0f} s, "
        f"{platform.machine()}, {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}\n"
    )
    worked = [each for each in crowd.samples if each.kind != "instant"]
    timings(worked, instant, strikes, took)
    effects(worked, strikes)
    say(
        f"\n{found.acknowledged} writes acknowledged: {found.lost} lost, {found.doubled} doubled; "
        f"{found.repeated} sent more than once; {left} documents unread"
    )
    say(f"errors that no fault excuses: {len(ours)} {dict(Counter(each.cause for each in ours)) or ''}")
    return 1 if found.lost or found.doubled or left or ours else 0


def timings(samples: list[Sample], instant: list[Sample], strikes: list[Strike], took: float) -> None:
    calm = [each for each in samples if not any(s.begin <= each.at < s.end for s in strikes)]
    groups = {
        "reading": [each for each in calm if each.kind == "read"],
        "writing": [each for each in calm if each.kind != "read"],
        "all, faults included": samples,
        f"{len(instant)} in one instant": instant,
    }
    say("| requests | number | a second | p50 ms | p95 ms | longest ms |\n|---|---|---|---|---|---|")
    for name, group in groups.items():
        answered = sorted(each.seconds * 1000 for each in group if not each.cause)
        if len(answered) > 1:
            cuts = quantiles(answered, n=20)
            rate = "" if group is instant else f"{len(group) / took:.0f}"
            say(f"| {name} | {len(group)} | {rate} | {cuts[9]:.0f} | {cuts[18]:.0f} | {answered[-1]:.0f} |")


def effects(samples: list[Sample], strikes: list[Strike]) -> None:
    if not strikes:
        return
    say(
        "\n| fault | times | answers again after s | requests met | of them cut | 503 |\n"
        "|---|---|---|---|---|---|"
    )
    for fault in FAULTS:
        mine = [each for each in strikes if each.fault is fault]
        if not mine:
            continue
        met = [
            each
            for each in samples
            if any(s.begin <= each.at + each.seconds and each.at < s.end for s in mine)
        ]
        causes = Counter(each.cause for each in met)
        longest = max(each.back_after for each in mine)
        say(
            f"| {fault.name} | {len(mine)} | {longest:.1f} | {len(met)} |"
            f" {causes['connection cut']} | {causes['503']} |"
        )


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
