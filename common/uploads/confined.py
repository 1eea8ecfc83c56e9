"""The child's side of ``common.uploads.process``: a process that limits itself before it looks at the bytes.

It takes one line of JSON and then the upload's bytes on standard input, and puts one JSON object on standard
output: the answer or ``{"refused": [code, sentence]}``.  It limits its own memory, processor time and file
size and gives up the network; it imports neither Django nor settings, so that it starts fast and holds no
secret.
"""

from __future__ import annotations

import contextlib
import gc
import json
import signal
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from common.uploads.errors import Refused
from common.uploads.limits import Limits

resource: ModuleType | None
try:
    import resource
except ImportError:  # not on Windows, where the parent's clock is the only limit
    resource = None

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # linux/sched.h
_PARENT_DEATH_SIGNAL = 1  # linux/prctl.h


def serve(answer: Callable[[bytes, Any, Limits], dict[str, Any]]) -> int:
    """Answer the parent's one order; ``answer`` imports what it parses with, under the limits."""
    asked = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**asked["limits"])
    confine(limits)
    # One document, then the end: looking for cycles among a hundred thousand cells only costs time.
    gc.disable()
    data = sys.stdin.buffer.read()
    try:
        said = answer(data, asked["order"], limits)
    except Refused as refusal:
        said = {"refused": [refusal.code, refusal.sentence]}
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())
    return 0


def confine(limits: Limits) -> None:
    """Limits of the process itself: bytes, seconds, bytes written; no core; no network where possible."""
    if resource is None:
        return
    signal.alarm(limits.seconds)
    for kind, limit in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, limits.memory),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(kind, (limit, limit))
    if sys.platform == "linux":
        import ctypes

        system = ctypes.CDLL(None)
        # A reader whose worker was killed reads for nobody.
        system.prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        # Refused in some containers; the readers ask for nothing outside all the same.
        system.unshare(_NEW_USER | _NEW_NETWORK)
