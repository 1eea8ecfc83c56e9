"""The web service and the reverse proxy as the service files start them, on free loopback ports."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pytest

from tests.conftest import ROOT
from tests.servers import free_port

PATIENCE = 40


@dataclass
class Service:
    """A process that listens on a port and writes a log."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def lines(self, *words: str) -> list[str]:
        """Lines of its log that hold all the words."""
        return [each for each in self.log.read_text().splitlines() if all(word in each for word in words)]


def wait_for(what: Callable[[], object], say: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, say()
        time.sleep(0.05)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def started(command: list[str], port: int, log: Path, env: dict[str, str] | None = None) -> Iterator[Service]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=out, stderr=out
        )
    try:
        wait_for(lambda: listens(port) or process.poll() is not None, log.read_text)
        assert process.poll() is None, log.read_text()
        yield Service(port, process, log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


@contextlib.contextmanager
def gunicorn(folder: Path) -> Iterator[Service]:
    """With an empty SQLite file: what is asked here needs no tables."""
    port = free_port()
    env = {
        "DJANGO_SETTINGS_MODULE": "gongkai.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'empty.sqlite3'}",
        "REDIS_URL": "",
        "QUEUE_DIR": str(folder / "queue"),
        "HTTPS": "on",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "LOG_LEVEL": "INFO",
        "WEB_LISTEN": f"127.0.0.1:{port}",
        "WEB_PROCESSES": "2",
        "SECRET_KEY": "only-for-the-web-service-" + "0123456789abcdef" * 4,
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "deploy/gunicorn.conf.py",
        "gongkai.wsgi:application",
    ]
    with started(command, port, folder / "web.log", env) as service:
        yield service


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with gunicorn(tmp_path_factory.mktemp("web")) as service:
        yield service


AROUND = """
daemon off; pid $folder/pid; error_log $folder/error.log;
events {}
http {
  client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/a;
  uwsgi_temp_path $folder/b; scgi_temp_path $folder/c;
  include $folder/gongkai.conf;
}
"""


@dataclass
class Proxy:
    http: int
    https: int
    tls: Path
    folder: Path

    @property
    def log(self) -> str:
        return (self.folder / "access.log").read_text()


@contextlib.contextmanager
def nginx(folder: Path, *, target: str, resolver: str = "127.0.0.1") -> Iterator[Proxy]:
    """Debian's nginx with our file; the certificate is made as the container makes it."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("no nginx: install it (Debian: apt install nginx-light)")
    folder.mkdir(exist_ok=True)
    proxy = Proxy(free_port(), free_port(), folder / "tls", folder)
    certificate = [sys.executable, "deploy/certificate.py", str(proxy.tls), "localhost", "127.0.0.1"]
    subprocess.run(certificate, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    filled = Template((ROOT / "deploy/nginx/gongkai.conf.template").read_text()).safe_substitute(
        HTTP=f"127.0.0.1:{proxy.http}",
        HTTPS=f"127.0.0.1:{proxy.https}",
        TLS=proxy.tls,
        WEB=target,
        RESOLVER=resolver,
        ACCESS_LOG=folder / "access.log",
        UNAVAILABLE=ROOT / "deploy/nginx",
    )
    (folder / "gongkai.conf").write_text(filled)
    (folder / "nginx.conf").write_text(Template(AROUND).substitute(folder=folder))
    command = [program, "-e", str(folder / "start.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with started(command, proxy.https, folder / "nginx.log"):
        yield proxy
