"""The real product as processes: a fresh database, migrations, web server, Celery worker and beat, all ended.

``DATABASE_URL`` and ``REDIS_URL`` choose what it stands on, as for people: a database of its own beside the
given one, an empty database of the given Redis; without them a SQLite file and the folder broker.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.conftest import ROOT
from tests.servers import free_port

START_SECONDS = 60
# What tests/settings.py and the runner set for the tests' own process means nothing to the product.
NOT_INHERITED = {"CELERY_TASK_ALWAYS_EAGER", "LOG_LEVEL", "PYTHONWARNINGS", "HTTPS", "ALLOWED_HOSTS", "DEBUG"}


@dataclass
class Product:
    """One running copy; ``env`` is the environment in which its commands run."""

    base_url: str
    env: dict[str, str]
    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def log(self) -> Path:
        """What the web server and the worker said."""
        return self.folder / "product.log"

    @property
    def mails(self) -> list[str]:
        """Sent mails as their raw text, oldest first; Django's file backend keeps one file a connection."""
        texts = [path.read_text() for path in sorted((self.folder / "mail").glob("*"))]
        return [mail.lstrip("\n") for text in texts for mail in text.split(f"\n{'-' * 79}\n") if mail.strip()]

    def manage(self, *arguments: str) -> str:
        """Run a management command beside the running product; its standard output."""
        return self.python("manage.py", *arguments)

    def python(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, f"{arguments} ended with {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self) -> None:
        """Returns when the health address answers."""
        command = [sys.executable, "script/supervise.py"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None, f"the product ended at its start:\n{self.log.read_text()}"
            assert time.monotonic() < deadline, f"no answer in {START_SECONDS} s:\n{self.log.read_text()}"
            time.sleep(0.2)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.base_url}/health/live", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop(self) -> None:
        """As Ctrl-C does it; every process has ended when this returns."""
        if self.process is None:
            return
        self.process.terminate()
        code = self.process.wait(30)
        self.process = None
        assert code == 0, f"the product ended with {code}:\n{self.log.read_text()}"


@contextlib.contextmanager
def running_product(folder: Path) -> Iterator[Product]:
    """A migrated, empty product that answers; everything is gone afterwards but ``folder``."""
    port = free_port()
    base_url = f"http://127.0.0.1:{port}"
    with fresh_database(folder) as database_url, fresh_broker() as redis_url:
        inherited = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        env = inherited | {
            "DJANGO_SETTINGS_MODULE": "gongkai.settings",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "SITE_URL": base_url,
            "RUN_DIR": str(folder),
            "QUEUE_DIR": str(folder / "queue"),
            "MEDIA_ROOT": str(folder / "media"),
            "EMAIL_URL": f"filemail:///{folder}/mail",
            "SECRET_KEY": "only-for-journeys-" + "0123456789abcdef" * 4,
        }
        # Static files are collected by the same script as for people.
        subprocess.run([ROOT / "script/setup", "--dev", "--no-database"], env=env, check=True, timeout=300)
        product = Product(base_url, env, folder)
        product.manage("migrate", "--noinput", "--verbosity", "0")
        product.start()
        try:
            yield product
        finally:
            product.stop()


@contextlib.contextmanager
def fresh_database(folder: Path) -> Iterator[str]:
    """The address of an empty database that is dropped afterwards."""
    given = os.environ.get("DATABASE_URL", "")
    if not re.match(r"(postgres|pgsql|psql)", given):
        yield f"sqlite:///{folder / 'gongkai.sqlite3'}"
        return
    import psycopg2

    name = f"gongkai_journey_{secrets.token_hex(4)}"
    parts = urlsplit(given)
    server = psycopg2.connect(given)
    server.autocommit = True  # databases are made and dropped outside transactions
    with contextlib.closing(server), server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            # Put together by hand: urlunsplit drops the empty host of a socket's address.
            yield f"{parts.scheme}://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")
        finally:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def fresh_broker() -> Iterator[str]:
    """An empty database of the given Redis, emptied afterwards; no address where there is no Redis."""
    given = os.environ.get("REDIS_URL", "")
    if not given:
        yield ""
        return
    import redis

    for number in range(1, 16):
        address = urlsplit(given)._replace(path=f"/{number}").geturl()
        with redis.Redis.from_url(address) as client:
            if client.dbsize():
                continue  # somebody's
            try:
                yield address
            finally:
                client.flushdb()
            return
    raise AssertionError("the Redis given by REDIS_URL has no empty database among 1 to 15")
