"""The product as a server room runs it: gunicorn, Celery worker and beat, PostgreSQL and Valkey of its own.

The product's role is no superuser, as it should be; what breaks things connects as one.
"""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.browser.product import NOT_INHERITED
from tests.chaos.servers import ROOT, Servers
from tests.servers import free_port

WEB, WORKER, BEAT = "web", "worker", "beat"
# A crowd that has waited for the server comes first.
START_SECONDS = 300
MANIFEST = ROOT / "var" / "static" / "staticfiles.json"


@dataclass
class Room(Servers):
    """``processes`` × ``threads`` serve pages, as in the Dockerfile."""

    smtp: str = ""
    app: str = "gongkai"
    processes: int = 2
    threads: int = 8
    port: int = field(default_factory=free_port)

    def start(self) -> None:
        super().start()
        # Processes are killed here, not the machine: what PostgreSQL gave to the system is kept by it.
        self.psql("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        self.psql("CREATE ROLE gongkai LOGIN", "ALTER DATABASE gongkai OWNER TO gongkai")
        inherited = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        self.env = inherited | {
            "DJANGO_SETTINGS_MODULE": "gongkai.settings",
            "DATABASE_URL": self.env["DATABASE_URL"].replace("postgres@", "gongkai@"),
            "REDIS_URL": self.env["REDIS_URL"],
            "EMAIL_URL": "dummymail://",
            "MEDIA_ROOT": str(self.folder / "media"),
            "BACKUP_ROOT": str(self.folder / "backups"),
            "SECRET_KEY": "only-for-the-load-" + "0123456789abcdef" * 4,
            "LOG_LEVEL": "WARNING",
            "WEB_LISTEN": f"127.0.0.1:{self.port}",
            "WEB_PROCESSES": str(self.processes),
            "WEB_THREADS": str(self.threads),
            "PYTHONPATH": str(ROOT),
        }
        if not MANIFEST.exists():  # script/setup makes it
            self.manage("collectstatic", "--noinput", "--verbosity", "0")
        self.manage("migrate", "--noinput", "--verbosity", "0")

    def serve(self) -> None:
        """Everything is up when this returns."""
        self.start_web()
        self.start_worker(WORKER)
        self.start_beat(BEAT)
        self.wait()

    def start_web(self) -> None:
        self.run(WEB, "gunicorn", "--config=deploy/gunicorn.conf.py", "gongkai.wsgi:application")

    def wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not self.is_well():
            assert time.monotonic() < until, f"no answer in {START_SECONDS} s:\n{self.said(WEB)[-4000:]}"
            time.sleep(0.2)

    def is_well(self) -> bool:
        try:
            return self.get("/health/ready", timeout=60).status == 200
        except OSError:
            return False

    def get(self, address: str, cookie: str = "", timeout: float = 60) -> Answer:
        return ask(self.port, "GET", address, cookie=cookie, timeout=timeout)

    def said(self, name: str) -> str:
        """What a process wrote."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def web_children(self) -> list[int]:
        """gunicorn's serving processes."""
        master = self.groups[WEB].pid
        return [int(each) for each in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    def kill_web_child(self) -> None:
        if children := self.web_children():
            os.kill(children[0], signal.SIGKILL)

    def psql(self, *statements: str) -> list[Any]:
        """As a superuser; the last statement's rows."""
        connection = self.connect()
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def manage(self, *command: str, **more: str) -> str:
        return self.python("manage.py", *command, **more)

    def python(self, *arguments: str, **more: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.env | more, capture_output=True, text=True,
            timeout=3600,
        )  # fmt: skip
        assert done.returncode == 0, f"{arguments} ended with {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]
    seconds: float


def ask(
    port: int, method: str, address: str, *, body: str = "", cookie: str = "", timeout: float = 60
) -> Answer:
    """One request on a connection of its own, as from a reverse proxy; OSError where nobody answers."""
    begin = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    headers = {"Cookie": cookie, "Connection": "close"}
    if method == "POST":
        token = cookie.rpartition("csrftoken=")[2]
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token}
    try:
        connection.request(method, quote(address, safe="/?&=%"), body.encode(), headers)
        answer = connection.getresponse()
        content = answer.read()
    except http.client.HTTPException as error:
        raise ConnectionResetError(str(error)) from error
    finally:
        connection.close()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status, content, headers, time.perf_counter() - begin)


@contextmanager
def running(folder: Path, **sizes: int) -> Iterator[Room]:
    """A migrated, empty room; nothing serves yet."""
    room = Room(folder, **sizes)
    try:
        room.start()
        yield room
    finally:
        room.stop()
