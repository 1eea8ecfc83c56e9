"""One POST to a listed host: to the very address that was checked, no redirect, cut in time and size."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import dataclass
from http.client import HTTPException

from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from reminders.channels.hosts import Target, address_of, target_of

# Seconds from the first packet to the last, and of these for reaching the other side.
LIMIT = 10.0
CONNECT = 4.0
# What is read of an answer, in bytes.
LONGEST = 64 * 1024


class Unreached(Exception):
    """Nothing was handed over; the text says why."""


class Unanswered(Exception):
    """It was handed over and no whole answer came: nobody knows what became of it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other side answered; ``body`` is cut at LONGEST."""

    status: int
    body: bytes


def post(url: str, body: bytes, headers: dict[str, str]) -> Reply:
    """Send once.  Raises NotAllowed, Unreached or Unanswered, nothing else."""
    target = target_of(url, settings.CHANNEL_HOSTS)
    until = time.monotonic() + LIMIT
    try:
        connection = _connect(target, address_of(target))
    except (OSError, HTTPError) as error:
        raise Unreached(_words(error)) from error
    assert connection.sock
    # A socket's own timeout begins anew with every byte; this one does not.
    watch = threading.Timer(until - time.monotonic(), _cut, [connection.sock])
    watch.start()
    try:
        return _exchange(connection, target, body, headers)
    except (OSError, HTTPError, HTTPException, ValueError) as error:
        late = time.monotonic() >= until - 0.1
        raise Unanswered(f"{LIMIT:.0f} 秒内没有答复完" if late else _words(error)) from error
    finally:
        watch.cancel()
        connection.close()


def _connect(target: Target, address: str) -> HTTPConnection:
    connection = (
        HTTPSConnection(
            address,
            target.port,
            timeout=CONNECT,
            server_hostname=target.host,
            assert_hostname=target.host,
        )
        if target.scheme == "https"
        else HTTPConnection(address, target.port, timeout=CONNECT)
    )
    connection.connect()
    assert connection.sock
    connection.sock.settimeout(LIMIT)
    return connection


def _exchange(connection: HTTPConnection, target: Target, body: bytes, headers: dict[str, str]) -> Reply:
    host = f"[{target.host}]" if ":" in target.host else target.host
    connection.request(
        "POST",
        target.path,
        body,
        # Not packed: what is small on the wire cannot grow in memory.
        {"Host": f"{host}:{target.port}", "Accept-Encoding": "identity", **headers},
        preload_content=False,
        decode_content=False,
    )
    response = connection.getresponse()
    try:
        return Reply(response.status, response.read(LONGEST))
    finally:
        response.close()


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
