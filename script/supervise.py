"""Runs the web server and the background jobs side by side, and ends both when either ends.

    .venv/bin/python script/supervise.py [line to print once the address answers …]

``HOST`` (127.0.0.1) and ``PORT`` (8000) say where to listen, ``RUN_DIR`` (``var/``) where the lock and beat's
memory lie.  With ``REDIS_URL`` a Celery worker and a beat run beside the web server; without it one process
does both on the folder broker.  HUP, INT and TERM end everything in order; a part that ends by itself takes
the others along and makes the exit code 1.

Standard library only: it stays small in memory and can report even where Django does not start.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("RUN_DIR") or ROOT / "var")
STOPPING = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
# A worker finishes the job in hand; one that takes longer is cut off and runs again from the database.
PATIENCE_SECONDS = 10
WEB = "网页服务"


class Stopped(Exception):
    """Somebody asked for the end."""


def commands(host: str, port: int) -> dict[str, list[str]]:
    """What runs, by the name shown to people."""
    listen = f"--listen={host}:{port}"
    web = [sys.executable, "-m", "waitress", listen, "--threads=8", "gongkai.wsgi:application"]
    # Celery warns root off because of pickle; our messages are JSON only.
    calm = "ignore:You're running the worker with superuser privileges"
    celery = [sys.executable, "-W", calm, "-m", "celery", "--quiet", "-A", "gongkai"]
    schedule = ["--schedule", str(VAR / "beat-schedule")]
    if os.environ.get("REDIS_URL"):
        return {
            WEB: web,
            "后台任务": [*celery, "worker", "--concurrency", "2"],
            "定时调度": [*celery, "beat", *schedule, "--pidfile="],
        }
    # Prefork or threads starve beat on the folder broker; one solo worker carries both.
    return {WEB: web, "后台任务": [*celery, "worker", "--pool", "solo", "--beat", *schedule]}


def is_listening(host: str, port: int) -> bool:
    """Whether something accepts connections there; a wildcard address is asked on the loopback."""
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # nosec B104
    try:
        with socket.create_connection((asked, port), timeout=0.5):
            return True
    except OSError:
        return False


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """One set of processes for one data folder: two workers on the folder broker would do each job twice."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "server.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit("这份数据已经有一个服务在运行：请先停止它，再启动新的。")
        yield


def start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: a Ctrl-C at the terminal reaches only us, and the whole group can be ended.
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdin=subprocess.DEVNULL)


def signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask politely, wait, then end what is left, children of children included."""
    for name, process in processes.items():
        # waitress finishes its requests on INT and drops them on TERM; Celery ends in order on TERM.
        process.send_signal(signal.SIGINT if name == WEB else signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    for process in processes.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
    for process in processes.values():
        signal_group(process, signal.SIGKILL)
        process.wait()


def watch(processes: dict[str, subprocess.Popen[bytes]], host: str, port: int, lines: list[str]) -> int:
    """Waits until a part ends (answer 1) or ``Stopped`` is raised; says once that the address answers."""
    announced = False
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                text = f"{name}意外结束（退出码 {process.returncode}），其余部分一并停止。"
                print(text, file=sys.stderr, flush=True)
                return 1
        if not announced and is_listening(host, port):
            announced = True
            print("\n".join(lines), flush=True)
        time.sleep(0.2)


def on_signal(number: int, frame: object) -> None:
    # From here on further signals wait: a second Ctrl-C must not leave half of the processes behind.
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def main(lines: list[str]) -> int:
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    processes: dict[str, subprocess.Popen[bytes]] = {}
    with only_one():
        for number in STOPPING:
            # Whoever starts us with nohup has HUP ignored and means it.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, on_signal)
        # People read this terminal; who wants a line for every request asks for INFO.
        os.environ.setdefault("LOG_LEVEL", "WARNING")
        try:
            for name, command in commands(host, port).items():
                processes[name] = start(command)
            return watch(processes, host, port, lines)
        except Stopped:
            return 0
        finally:
            stop(processes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
