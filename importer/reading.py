"""The only road from an upload to a document: a look at the bytes, then a process of its own with limits.

The process that serves pages or runs jobs never parses an upload.  Works the same from a view, a Celery
worker, a command and a test.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from common.memory import without_cycle_search
from importer import wire
from importer.child import Order
from importer.draft import PlanDraft
from importer.grid import Document
from importer.guard import precheck
from importer.readers import errors
from importer.readers.errors import Refused
from importer.readers.source import Limits

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parent.parent


def recognise_in_child(
    data: bytes, filename: str, *, issued_on: dt.date | None = None, limits: Limits | None = None
) -> tuple[Document, PlanDraft]:
    """The document in an upload and the plan in it; raises Refused, also where there is no plan in it."""
    limits = limits or Limits()
    precheck(data, filename, limits)
    return _recognise(Order(filename, issued_on=_iso(issued_on)), data, limits)


def plan_in_child(
    data: bytes, filename: str, *, issued_on: dt.date | None = None, limits: Limits | None = None
) -> PlanDraft:
    """The plan in an upload without the document around it; raises Refused."""
    limits = limits or Limits()
    precheck(data, filename, limits)
    order = Order(filename, document=False, issued_on=_iso(issued_on))
    with without_cycle_search():
        return PlanDraft.from_json(_ask(order, data, limits)["plan"])


def recognise_text_in_child(
    text: str, *, issued_on: dt.date | None = None, limits: Limits | None = None
) -> tuple[Document, PlanDraft]:
    """The same for a pasted text: running text, or a table from a web page, a document or a spreadsheet."""
    limits = limits or Limits()
    data = text.encode("utf-8", errors="replace")
    if not text.strip():
        raise errors.empty()
    if len(data) > limits.text_size:
        raise errors.too_large(limits.text_size)
    return _recognise(Order(text=True, issued_on=_iso(issued_on)), data, limits)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _recognise(order: Order, data: bytes, limits: Limits) -> tuple[Document, PlanDraft]:
    with without_cycle_search():
        answer = _ask(order, data, limits)
        return wire.from_json(answer["document"]), PlanDraft.from_json(answer["plan"])


def _ask(order: Order, data: bytes, limits: Limits) -> dict[str, Any]:
    """Run the child on these bytes; whatever ends it other than an answer means: too complex."""
    # The answer goes to a file, so that the limit on written bytes holds for it too; one without a name, so
    # that nothing of the document stays behind where this process is killed.
    with (
        tempfile.TemporaryDirectory(prefix="reading-", ignore_cleanup_errors=True) as folder,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        code = _run(order.as_line(limits) + data, folder, out, err, limits)
        if code != 0:
            err.seek(0)
            logger.warning("reading process ended with %s: %s", code, _kind_of(err.read(65_536)))
            raise errors.too_complex()
        out.seek(0)
        answer: dict[str, Any] = json.loads(out.read())
    if "refused" in answer:
        raise Refused(*answer["refused"])
    return answer


def _run(request: bytes, folder: str, out: Any, err: Any, limits: Limits) -> int | None:
    """The child's exit code; None where time ran out.  Nothing of it outlives this call."""
    child = subprocess.Popen(
        [sys.executable, "-P", "-X", "utf8", "-m", "importer.child"],
        stdin=subprocess.PIPE,
        stdout=out,
        stderr=err,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        child.communicate(request, timeout=limits.seconds)
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


def _environment(folder: str) -> dict[str, str]:
    """As little as a Python needs; no secret, no address of a database."""
    kept = {
        name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(_ROOT), "TMPDIR": folder, "HOME": folder, "LANG": "C.UTF-8"}


def _kind_of(trouble: bytes) -> str:
    """The class of the exception that ended the child, without its message, which may quote the document."""
    lines = trouble.decode("utf-8", errors="replace").strip().splitlines()
    return lines[-1].split(":")[0][:80] if lines else ""
