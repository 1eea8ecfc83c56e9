"""From an upload's bytes to what is in them by a process of its own with limits.

The process that serves pages or runs jobs never parses an upload: after the guard's look at the bytes it asks
a child.  Works the same from a view, a Celery worker, a command and a test.  What runs in the child is a
module that calls ``common.uploads.confined.serve``.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from common.uploads import errors
from common.uploads.errors import Refused
from common.uploads.limits import Limits

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parent.parent.parent


def ask(module: str, order: Any, data: bytes, limits: Limits) -> dict[str, Any]:
    """What the child answers on these bytes; whatever ends it other than an answer means: too complex."""
    # The answer goes to a file, so that the limit on written bytes holds for it too; one without a name, so
    # that nothing of the document stays behind where this process is killed.
    with (
        tempfile.TemporaryDirectory(prefix="reading-", ignore_cleanup_errors=True) as folder,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        code = _run(module, request(order, limits) + data, folder, out, err, limits)
        if code != 0:
            err.seek(0)
            logger.warning("reading process ended with %s: %s", code, _kind_of(err.read(65_536)))
            raise errors.too_complex()
        out.seek(0)
        answer: dict[str, Any] = json.loads(out.read())
    if "refused" in answer:
        raise Refused(*answer["refused"])
    return answer


def request(order: Any, limits: Limits) -> bytes:
    """The line before the bytes."""
    return json.dumps({"order": order, "limits": asdict(limits)}).encode() + b"\n"


def _run(module: str, sent: bytes, folder: str, out: Any, err: Any, limits: Limits) -> int | None:
    """The child's exit code; None where time ran out.  Nothing of it outlives this call."""
    child = subprocess.Popen(
        [sys.executable, "-P", "-X", "utf8", "-m", module],
        stdin=subprocess.PIPE,
        stdout=out,
        stderr=err,
        cwd=folder,
        env=environment(folder),
        start_new_session=True,
    )
    try:
        child.communicate(sent, timeout=limits.seconds)
        return child.returncode
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill a child that has not ended, and what it may have started: its session is its own."""
    if child.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    child.wait()


def environment(folder: str) -> dict[str, str]:
    """As little as a Python needs; no secret, no address of a database."""
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(_ROOT), "TMPDIR": folder, "HOME": folder, "LANG": "C.UTF-8"}


def _kind_of(trouble: bytes) -> str:
    """The class of the exception that ended the child, without its message, which may quote the document."""
    lines = trouble.decode("utf-8", errors="replace").strip().splitlines()
    return lines[-1].split(":")[0][:80] if lines else ""
