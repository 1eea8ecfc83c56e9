"""What each page costs beside the plainest page of the same rows: ``script/bench web``.

A fresh database on the server that ``DATABASE_URL`` names (none: a SQLite file), filled by ``load_scale``;
product and floor each behind one gunicorn worker, asked in turn.  CPU is the worker's, in ms a request.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from tests.bench.web.asking import Answer, Asker, Site
from tests.browser.product import NOT_INHERITED, fresh_database
from tests.conftest import ROOT

PASSWORD = "walk-the-scale-2026"
WARM = 5
TURN = 10


@dataclass(frozen=True, slots=True)
class Page:
    """A page of ours, and the floor's where there is one."""

    name: str
    ours: Callable[[Asker], Iterator[str]]
    floor: Callable[[Asker], Iterator[str]] | None = None
    method: str = "GET"


def same(address: str) -> Callable[[Asker], Iterator[str]]:
    def addresses(asker: Asker) -> Iterator[str]:
        while True:
            yield address.format(**asker.facts)

    return addresses


def accepting(asker: Asker) -> Iterator[str]:
    """Another submitted duty each time: it can be accepted once."""
    for pk in asker.submitted:
        yield f"/obligations/{pk}/accept/"


LIST = same("/tasks/?unit={unit}&state=accepted")
TASK = same("/tasks/{task}/")
PAGES = (
    Page("list of 50, filtered by unit and state", LIST, LIST),
    Page("one task with its history", TASK, TASK),
    Page("dashboard of one bureau", same("/dashboard/"), same("/dashboard/?organisation={organisation}")),
    Page("change of state with its history row", accepting, accepting, "POST"),
    Page("plan of 200 tasks", same("/plans/{plan}/")),
    Page("desk of the office", same("/")),
    Page("search, two characters", same("/tasks/?q=补贴")),
)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="script/bench web", description=__doc__)
    parser.add_argument("--tasks", type=int, nargs="+", default=[10_000])
    parser.add_argument("--units", type=int, default=100)
    parser.add_argument("--users", type=int, default=500)
    parser.add_argument("-n", "--requests", type=int, default=40)
    asked = parser.parse_args(arguments)
    for tasks in asked.tasks:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder, fresh_database(Path(folder)) as address:
            env = _environment(Path(folder), address)
            _manage(env, "migrate", "--verbosity", "0")
            scale = {"tasks": tasks, "units": asked.units, "users": asked.users, "password": PASSWORD}
            _manage(env, "load_scale", *(f"--{name}={value}" for name, value in scale.items()))
            kind = "SQLite" if address.startswith("sqlite") else "PostgreSQL"
            say(f"\n{kind}, {tasks:,} tasks, {asked.units} units, {asked.users} users\n")
            _table(env, asked.requests)
    say(f"\n{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _environment(folder: Path, address: str) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key not in NOT_INHERITED} | {
        "DATABASE_URL": address,
        "REDIS_URL": "",
        "QUEUE_DIR": str(folder / "queue"),
        "MEDIA_ROOT": str(folder / "media"),
        "LOG_LEVEL": "WARNING",
        "SECRET_KEY": "only-for-benches-" + "0123456789abcdef" * 4,
    }


def _manage(env: dict[str, str], *command: str) -> None:
    subprocess.run(
        [sys.executable, ROOT / "manage.py", *command], env=env, check=True, stdout=subprocess.DEVNULL
    )


def _table(env: dict[str, str], requests: int) -> None:
    say("| page | CPU ms | floor | × floor | wall p50 ms | wall p95 ms | KB |\n|---|---|---|---|---|---|---|")
    with (
        Site("gongkai.settings", env) as product,
        Site("tests.bench.web.floor_settings", env) as plain,
    ):
        ours = Asker(product, "office1", PASSWORD, env)
        floor = ours.at(plain)
        for page in PAGES:
            cost, least = _measure(page, ours, floor, requests)
            ratio = f"{least.cpu:.1f} | {cost.cpu / least.cpu:.1f}" if least else "– | –"
            walls = f"{cost.p50:.0f} | {cost.p95:.0f}"
            say(f"| {page.name} | {cost.cpu:.1f} | {ratio} | {walls} | {cost.size:.0f} |")


@dataclass(frozen=True, slots=True)
class Cost:
    cpu: float
    p50: float
    p95: float
    size: float


def _measure(page: Page, ours: Asker, floor: Asker, requests: int) -> tuple[Cost, Cost | None]:
    """Ours and the floor in turn, so that what else the machine does hits both."""
    sides = [Side(ours, page.ours(ours), page.method)]
    if page.floor:
        sides.append(Side(floor, page.floor(floor), page.method))
    for side in sides:
        side.ask(WARM)
        side.answers.clear()
        side.spent = 0
    for _ in range(requests // TURN):
        for side in sides:
            side.ask(TURN)
    cost, *least = [side.cost for side in sides]
    return cost, least[0] if least else None


@dataclass
class Side:
    """One of the two sites asked for one page."""

    asker: Asker
    addresses: Iterator[str]
    method: str
    answers: list[Answer] = field(default_factory=list)
    spent: float = 0

    def ask(self, times: int) -> None:
        before = self.asker.site.cpu()
        self.answers += [self.asker.ask(self.method, next(self.addresses)) for _ in range(times)]
        self.spent += self.asker.site.cpu() - before

    @property
    def cost(self) -> Cost:
        walls = [answer.seconds * 1000 for answer in self.answers]
        return Cost(
            cpu=self.spent / len(self.answers) * 1000,
            p50=median(walls),
            p95=quantiles(walls, n=20)[-1],
            size=median(answer.size for answer in self.answers) / 1024,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
