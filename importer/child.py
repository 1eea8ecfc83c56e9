"""The process that parses an upload: ``python -m importer.child``, started by ``importer.reading`` alone.

It takes one line of JSON and then the upload's bytes on standard input, and puts one JSON object on standard
output: ``{"plan": …, "document": …}`` or ``{"refused": [code, sentence]}``.  Before it looks at the bytes it
limits its own memory, processor time and file size and gives up the network.  It imports neither Django nor
settings, so that it starts fast and holds no secret.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import json
import signal
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from importer.readers.source import Limits

resource: ModuleType | None
try:
    import resource
except ImportError:  # not on Windows, where the parent's clock is the only limit
    resource = None

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # linux/sched.h
_PARENT_DEATH_SIGNAL = 1  # linux/prctl.h


@dataclass(frozen=True, slots=True)
class Order:
    """What the parent asks for.

    ``text``: the bytes are pasted UTF-8 text; ``document``: the document is wanted beside the plan in it.
    """

    filename: str = ""
    text: bool = False
    document: bool = True
    issued_on: str | None = None

    def as_line(self, limits: Limits) -> bytes:
        fields = {name: getattr(limits, name) for name in Limits.__slots__}
        order = [self.filename, self.text, self.document, self.issued_on]
        return json.dumps({"order": order, "limits": fields}).encode() + b"\n"


def main() -> int:
    asked = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**asked["limits"])
    _confine(limits)
    # One document, then the end: looking for cycles among a hundred thousand cells only costs time.
    gc.disable()
    data = sys.stdin.buffer.read()
    answer = _answer(data, Order(*asked["order"]), limits)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode())
    return 0


def _answer(data: bytes, order: Order, limits: Limits) -> dict[str, Any]:
    # Imported here, under the limits.
    from importer import wire
    from importer.interpret import plan
    from importer.interpret.errors import NoPlan
    from importer.readers import registry
    from importer.readers.errors import Refused

    try:
        if order.text:
            document = registry.read_text(data.decode(), limits)
        else:
            document = registry.read(data, order.filename, limits)
        issued_on = dt.date.fromisoformat(order.issued_on) if order.issued_on else None
        answer = {"plan": plan.interpret(document, issued_on=issued_on).as_json()}
    except Refused as refusal:
        return {"refused": [refusal.code, refusal.sentence]}
    except NoPlan as refusal:
        return {"refused": ["no_plan", str(refusal)]}
    if order.document:
        answer["document"] = wire.as_json(document)
    return answer


def _confine(limits: Limits) -> None:
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


if __name__ == "__main__":
    sys.exit(main())
